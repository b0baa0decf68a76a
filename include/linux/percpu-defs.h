/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_PERCPU_DEFS_H
#define _LOCKSTEP_LINUX_PERCPU_DEFS_H

/*
 * Per-CPU variables. The name of one stands for a template that nobody may touch; its address is a per-CPU pointer,
 * and the macros below lead from there to a CPU's copy.
 *
 * this_cpu_*() is one step that no interrupt of its CPU comes between, wherever it is called. raw_cpu_*() and
 * __this_cpu_*() are plain C, for callers who keep preemption, and interrupts where they matter, off themselves.
 */

#include <linux/compiler.h>
#include <linux/preempt.h>
#include <linux/types.h>
#include <lockstep/atomic.h>

#define PER_CPU_BASE_SECTION ".data..percpu"
#define DECLARE_PER_CPU_SECTION(type, name, section) extern __section(PER_CPU_BASE_SECTION) __typeof__(type) name
#define DEFINE_PER_CPU_SECTION(type, name, section) __section(PER_CPU_BASE_SECTION) __typeof__(type) name

#define DECLARE_PER_CPU(type, name) DECLARE_PER_CPU_SECTION(type, name, "")
#define DEFINE_PER_CPU(type, name) DEFINE_PER_CPU_SECTION(type, name, "")
#define DECLARE_PER_CPU_FIRST(type, name) DECLARE_PER_CPU(type, name)
#define DEFINE_PER_CPU_FIRST(type, name) DEFINE_PER_CPU(type, name)
#define DECLARE_PER_CPU_ALIGNED(type, name) DECLARE_PER_CPU(type, name) __aligned(64)
#define DEFINE_PER_CPU_ALIGNED(type, name) DEFINE_PER_CPU(type, name) __aligned(64)
#define DECLARE_PER_CPU_SHARED_ALIGNED(type, name) DECLARE_PER_CPU(type, name) __aligned(64)
#define DEFINE_PER_CPU_SHARED_ALIGNED(type, name) DEFINE_PER_CPU(type, name) __aligned(64)
#define DECLARE_PER_CPU_PAGE_ALIGNED(type, name) DECLARE_PER_CPU(type, name) __aligned(4096)
#define DEFINE_PER_CPU_PAGE_ALIGNED(type, name) DEFINE_PER_CPU(type, name) __aligned(4096)
#define DECLARE_PER_CPU_READ_MOSTLY(type, name) DECLARE_PER_CPU(type, name)
#define DEFINE_PER_CPU_READ_MOSTLY(type, name) DEFINE_PER_CPU(type, name)

#define EXPORT_PER_CPU_SYMBOL(name) EXPORT_SYMBOL(name)
#define EXPORT_PER_CPU_SYMBOL_GPL(name) EXPORT_SYMBOL_GPL(name)

/* The copy of the CPU that asks, and that of any other. */
extern void *__lockstep_this_cpu_ptr(const volatile void *pointer);
extern void *__lockstep_raw_cpu_ptr(const volatile void *pointer);
extern void *__lockstep_per_cpu_ptr(const volatile void *pointer, unsigned int cpu);

#define per_cpu_ptr(pointer, cpu) ((__typeof__((pointer) + 0))__lockstep_per_cpu_ptr(pointer, cpu))
#define this_cpu_ptr(pointer) ((__typeof__((pointer) + 0))__lockstep_this_cpu_ptr(pointer))
#define raw_cpu_ptr(pointer) ((__typeof__((pointer) + 0))__lockstep_raw_cpu_ptr(pointer))
#define per_cpu(name, cpu) (*per_cpu_ptr(&(name), cpu))
#define __get_cpu_var(name) (*this_cpu_ptr(&(name)))

#define get_cpu_var(name)                                                                                    \
	(*({                                                                                                 \
		preempt_disable();                                                                           \
		this_cpu_ptr(&(name));                                                                       \
	}))
#define put_cpu_var(name)                                                                                    \
	do {                                                                                                 \
		(void)&(name);                                                                               \
		preempt_enable();                                                                            \
	} while (0)
#define get_cpu_ptr(pointer)                                                                                 \
	({                                                                                                   \
		preempt_disable();                                                                           \
		this_cpu_ptr(pointer);                                                                       \
	})
#define put_cpu_ptr(pointer)                                                                                 \
	do {                                                                                                 \
		(void)(pointer);                                                                             \
		preempt_enable();                                                                            \
	} while (0)

/* Objects of 1, 2, 4 or 8 bytes; what was found is zero-extended. */
extern unsigned long __lockstep_this_cpu_read(const volatile void *pointer, unsigned long size);
extern void __lockstep_this_cpu_write(volatile void *pointer, unsigned long size, unsigned long value);
extern unsigned long __lockstep_this_cpu_fetch(volatile void *pointer, unsigned long size, int op,
					       unsigned long operand);
extern unsigned long __lockstep_this_cpu_xchg(volatile void *pointer, unsigned long size, unsigned long value);
extern unsigned long __lockstep_this_cpu_cmpxchg(volatile void *pointer, unsigned long size,
						 unsigned long expected, unsigned long value);

#define __lockstep_this_cpu_do(name, op, value)                                                              \
	__lockstep_this_cpu_fetch(&(name), sizeof(name), op, (unsigned long)(value))

#define this_cpu_read(name) ((__typeof__(name))__lockstep_this_cpu_read(&(name), sizeof(name)))
#define this_cpu_write(name, value)                                                                          \
	__lockstep_this_cpu_write(&(name), sizeof(name), (unsigned long)(__typeof__(name))(value))
#define this_cpu_add(name, value) ((void)__lockstep_this_cpu_do(name, LOCKSTEP_ADD, value))
#define this_cpu_sub(name, value) ((void)__lockstep_this_cpu_do(name, LOCKSTEP_SUB, value))
#define this_cpu_and(name, value) ((void)__lockstep_this_cpu_do(name, LOCKSTEP_AND, value))
#define this_cpu_or(name, value) ((void)__lockstep_this_cpu_do(name, LOCKSTEP_OR, value))
#define this_cpu_inc(name) this_cpu_add(name, 1)
#define this_cpu_dec(name) this_cpu_sub(name, 1)
#define this_cpu_add_return(name, value)                                                                     \
	({                                                                                                   \
		unsigned long __lockstep_by = (unsigned long)(value);                                        \
		(__typeof__(name))(__lockstep_this_cpu_do(name, LOCKSTEP_ADD, __lockstep_by) +               \
				   __lockstep_by);                                                           \
	})
#define this_cpu_sub_return(name, value) this_cpu_add_return(name, -(__typeof__(name))(value))
#define this_cpu_inc_return(name) this_cpu_add_return(name, 1)
#define this_cpu_dec_return(name) this_cpu_add_return(name, -1)
#define this_cpu_xchg(name, value)                                                                           \
	((__typeof__(name))__lockstep_this_cpu_xchg(&(name), sizeof(name),                                   \
						    (unsigned long)(__typeof__(name))(value)))
#define this_cpu_cmpxchg(name, old, new)                                                                     \
	((__typeof__(name))__lockstep_this_cpu_cmpxchg(&(name), sizeof(name),                                \
						       (unsigned long)(__typeof__(name))(old),               \
						       (unsigned long)(__typeof__(name))(new)))
#define this_cpu_try_cmpxchg(name, expected, new)                                                            \
	({                                                                                                   \
		__typeof__(name) *__lockstep_expected = (expected);                                          \
		__typeof__(name) __lockstep_old = *__lockstep_expected;                                      \
		__typeof__(name) __lockstep_found = this_cpu_cmpxchg(name, __lockstep_old, new);             \
		if (__lockstep_found != __lockstep_old)                                                      \
			*__lockstep_expected = __lockstep_found;                                             \
		__lockstep_found == __lockstep_old;                                                          \
	})

#define raw_cpu_read(name) (*raw_cpu_ptr(&(name)))
#define raw_cpu_write(name, value)                                                                           \
	do {                                                                                                 \
		*raw_cpu_ptr(&(name)) = (value);                                                             \
	} while (0)
#define raw_cpu_add(name, value)                                                                             \
	do {                                                                                                 \
		*raw_cpu_ptr(&(name)) += (value);                                                            \
	} while (0)
#define raw_cpu_sub(name, value)                                                                             \
	do {                                                                                                 \
		*raw_cpu_ptr(&(name)) -= (value);                                                            \
	} while (0)
#define raw_cpu_and(name, value)                                                                             \
	do {                                                                                                 \
		*raw_cpu_ptr(&(name)) &= (value);                                                            \
	} while (0)
#define raw_cpu_or(name, value)                                                                              \
	do {                                                                                                 \
		*raw_cpu_ptr(&(name)) |= (value);                                                            \
	} while (0)
#define raw_cpu_inc(name) raw_cpu_add(name, 1)
#define raw_cpu_dec(name) raw_cpu_sub(name, 1)
#define raw_cpu_add_return(name, value) (*raw_cpu_ptr(&(name)) += (value))
#define raw_cpu_inc_return(name) raw_cpu_add_return(name, 1)
#define raw_cpu_dec_return(name) raw_cpu_add_return(name, -1)
#define raw_cpu_xchg(name, value)                                                                            \
	({                                                                                                   \
		__typeof__(&(name)) __lockstep_here = raw_cpu_ptr(&(name));                                  \
		__typeof__(name) __lockstep_found = *__lockstep_here;                                        \
		*__lockstep_here = (value);                                                                  \
		__lockstep_found;                                                                            \
	})
#define raw_cpu_cmpxchg(name, old, new)                                                                      \
	({                                                                                                   \
		__typeof__(&(name)) __lockstep_here = raw_cpu_ptr(&(name));                                  \
		__typeof__(name) __lockstep_found = *__lockstep_here;                                        \
		if (__lockstep_found == (old))                                                               \
			*__lockstep_here = (new);                                                            \
		__lockstep_found;                                                                            \
	})

/* These expect that the task stays on its CPU; what they do is named by a number, for the message. */
enum {
	LOCKSTEP_CPU_READ,
	LOCKSTEP_CPU_WRITE,
	LOCKSTEP_CPU_ADD,
	LOCKSTEP_CPU_AND,
	LOCKSTEP_CPU_OR,
	LOCKSTEP_CPU_ADD_RETURN,
	LOCKSTEP_CPU_XCHG,
	LOCKSTEP_CPU_CMPXCHG,
};
extern void __lockstep_this_cpu_check(unsigned int op);

#define __this_cpu_read(name) (__lockstep_this_cpu_check(LOCKSTEP_CPU_READ), raw_cpu_read(name))
#define __this_cpu_write(name, value)                                                                        \
	do {                                                                                                 \
		__lockstep_this_cpu_check(LOCKSTEP_CPU_WRITE);                                               \
		raw_cpu_write(name, value);                                                                  \
	} while (0)
#define __this_cpu_add(name, value)                                                                          \
	do {                                                                                                 \
		__lockstep_this_cpu_check(LOCKSTEP_CPU_ADD);                                                 \
		raw_cpu_add(name, value);                                                                    \
	} while (0)
#define __this_cpu_sub(name, value)                                                                          \
	do {                                                                                                 \
		__lockstep_this_cpu_check(LOCKSTEP_CPU_ADD);                                                 \
		raw_cpu_sub(name, value);                                                                    \
	} while (0)
#define __this_cpu_and(name, value)                                                                          \
	do {                                                                                                 \
		__lockstep_this_cpu_check(LOCKSTEP_CPU_AND);                                                 \
		raw_cpu_and(name, value);                                                                    \
	} while (0)
#define __this_cpu_or(name, value)                                                                           \
	do {                                                                                                 \
		__lockstep_this_cpu_check(LOCKSTEP_CPU_OR);                                                  \
		raw_cpu_or(name, value);                                                                     \
	} while (0)
#define __this_cpu_inc(name) __this_cpu_add(name, 1)
#define __this_cpu_dec(name) __this_cpu_sub(name, 1)
#define __this_cpu_add_return(name, value)                                                                   \
	(__lockstep_this_cpu_check(LOCKSTEP_CPU_ADD_RETURN), raw_cpu_add_return(name, value))
#define __this_cpu_sub_return(name, value) __this_cpu_add_return(name, -(__typeof__(name))(value))
#define __this_cpu_inc_return(name) __this_cpu_add_return(name, 1)
#define __this_cpu_dec_return(name) __this_cpu_add_return(name, -1)
#define __this_cpu_xchg(name, value)                                                                         \
	(__lockstep_this_cpu_check(LOCKSTEP_CPU_XCHG), raw_cpu_xchg(name, value))
#define __this_cpu_cmpxchg(name, old, new)                                                                   \
	(__lockstep_this_cpu_check(LOCKSTEP_CPU_CMPXCHG), raw_cpu_cmpxchg(name, old, new))

#endif
