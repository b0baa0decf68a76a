/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_ATOMIC_XCHG_H
#define _LOCKSTEP_LINUX_ATOMIC_XCHG_H

/* Exchange and compare-and-exchange on plain integers and pointers. */

#include <linux/compiler.h>
#include <lockstep/atomic.h>

#define __lockstep_bits(value, type) ((unsigned long)(__unqual_scalar_typeof(type))(value))

#define __lockstep_xchg_of(pointer, value, order)                                                            \
	({                                                                                                   \
		_Static_assert(__native_word(*(pointer)), "xchg() needs 1, 2, 4 or 8 bytes");                \
		__typeof__(pointer) __lockstep_object = (pointer);                                           \
		(__typeof__(*(pointer)))__lockstep_xchg(__lockstep_object, sizeof(*__lockstep_object),       \
							__lockstep_bits(value, *__lockstep_object), order);  \
	})

#define __lockstep_cmpxchg_of(pointer, old, new, order)                                                      \
	({                                                                                                   \
		_Static_assert(__native_word(*(pointer)), "cmpxchg() needs 1, 2, 4 or 8 bytes");             \
		__typeof__(pointer) __lockstep_object = (pointer);                                           \
		(__typeof__(*(pointer)))__lockstep_cmpxchg(                                                  \
			__lockstep_object, sizeof(*__lockstep_object),                                       \
			__lockstep_bits(old, *__lockstep_object), __lockstep_bits(new, *__lockstep_object),  \
			order);                                                                              \
	})

#define __lockstep_try_cmpxchg_of(pointer, expected, new, order)                                             \
	({                                                                                                   \
		__typeof__(expected) __lockstep_expected = (expected);                                       \
		__typeof__(*__lockstep_expected) __lockstep_old = *__lockstep_expected;                      \
		__typeof__(*__lockstep_expected) __lockstep_found =                                          \
			__lockstep_cmpxchg_of(pointer, __lockstep_old, new, order);                          \
		if (__lockstep_found != __lockstep_old)                                                      \
			*__lockstep_expected = __lockstep_found;                                             \
		__lockstep_found == __lockstep_old;                                                          \
	})

#define xchg(pointer, value) __lockstep_xchg_of(pointer, value, LOCKSTEP_FULL)
#define xchg_relaxed(pointer, value) __lockstep_xchg_of(pointer, value, LOCKSTEP_RELAXED)
#define xchg_acquire(pointer, value) __lockstep_xchg_of(pointer, value, LOCKSTEP_ACQUIRE)
#define xchg_release(pointer, value) __lockstep_xchg_of(pointer, value, LOCKSTEP_RELEASE)

#define cmpxchg(pointer, old, new) __lockstep_cmpxchg_of(pointer, old, new, LOCKSTEP_FULL)
#define cmpxchg_relaxed(pointer, old, new) __lockstep_cmpxchg_of(pointer, old, new, LOCKSTEP_RELAXED)
#define cmpxchg_acquire(pointer, old, new) __lockstep_cmpxchg_of(pointer, old, new, LOCKSTEP_ACQUIRE)
#define cmpxchg_release(pointer, old, new) __lockstep_cmpxchg_of(pointer, old, new, LOCKSTEP_RELEASE)
#define cmpxchg_local(pointer, old, new) cmpxchg_relaxed(pointer, old, new)
#define cmpxchg64(pointer, old, new) cmpxchg(pointer, old, new)

#define try_cmpxchg(pointer, expected, new) __lockstep_try_cmpxchg_of(pointer, expected, new, LOCKSTEP_FULL)
#define try_cmpxchg_relaxed(pointer, expected, new)                                                          \
	__lockstep_try_cmpxchg_of(pointer, expected, new, LOCKSTEP_RELAXED)
#define try_cmpxchg_acquire(pointer, expected, new)                                                          \
	__lockstep_try_cmpxchg_of(pointer, expected, new, LOCKSTEP_ACQUIRE)
#define try_cmpxchg_release(pointer, expected, new)                                                          \
	__lockstep_try_cmpxchg_of(pointer, expected, new, LOCKSTEP_RELEASE)

#endif
