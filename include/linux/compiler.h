/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_COMPILER_H
#define _LOCKSTEP_LINUX_COMPILER_H

/* Marked accesses and compiler barriers. A volatile access is what the checker sees as marked. */

#include <linux/compiler_types.h>

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

#define READ_ONCE(x)                                                                                         \
	({                                                                                                   \
		_Static_assert(__native_word(x), "READ_ONCE() needs an object of 1, 2, 4 or 8 bytes");       \
		*(const volatile __unqual_scalar_typeof(x) *)&(x);                                           \
	})

#define WRITE_ONCE(x, value)                                                                                 \
	do {                                                                                                 \
		_Static_assert(__native_word(x), "WRITE_ONCE() needs an object of 1, 2, 4 or 8 bytes");      \
		*(volatile __typeof__(x) *)&(x) = (value);                                                   \
	} while (0)

#define ACCESS_ONCE(x) (*(volatile __typeof__(x) *)&(x))

/* An empty statement that the compiler moves no access across. It names no operand, so it hides no access. */
#define barrier() __asm__ __volatile__("" : : : "memory")

/* Accesses of the expression are known by its author to race, and races of theirs are not reported. */
extern void __lockstep_data_race_begin(void);
extern void __lockstep_data_race_end(void);

#define data_race(expression)                                                                                \
	({                                                                                                   \
		__lockstep_data_race_begin();                                                                \
		__auto_type __lockstep_value = (expression);                                                 \
		__lockstep_data_race_end();                                                                  \
		__lockstep_value;                                                                            \
	})

/* True the first time in an execution that it is called for this flag; no access of the module's own. */
extern _Bool __lockstep_once(_Bool *flag);

#define __lockstep_first_time()                                                                              \
	({                                                                                                   \
		static _Bool __section(".data.once") __lockstep_done;                                        \
		__lockstep_once(&__lockstep_done);                                                           \
	})

#define OPTIMIZER_HIDE_VAR(variable) barrier()
#define RELOC_HIDE(pointer, offset) ((__typeof__(pointer))((unsigned long)(pointer) + (offset)))

#define absolute_pointer(value) ((void *)(unsigned long)(value))
#define is_signed_type(type) (((type)(-1)) < (type)1)

#endif
