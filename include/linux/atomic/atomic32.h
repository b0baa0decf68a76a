/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_ATOMIC_ATOMIC32_H
#define _LOCKSTEP_LINUX_ATOMIC_ATOMIC32_H

/* atomic_t. Void forms order nothing; the others are full barriers unless their name says less. */

#include <asm/barrier.h>
#include <lockstep/atomic.h>

#define atomic_read(v) READ_ONCE((v)->counter)
#define atomic_read_acquire(v) smp_load_acquire(&(v)->counter)
#define atomic_set(v, i) WRITE_ONCE((v)->counter, (i))
#define atomic_set_release(v, i) smp_store_release(&(v)->counter, (i))

#define atomic_add(i, v) ((void)__lockstep_atomic32_fetch(v, LOCKSTEP_ADD, i, LOCKSTEP_RELAXED))
#define atomic_sub(i, v) ((void)__lockstep_atomic32_fetch(v, LOCKSTEP_SUB, i, LOCKSTEP_RELAXED))
#define atomic_and(i, v) ((void)__lockstep_atomic32_fetch(v, LOCKSTEP_AND, i, LOCKSTEP_RELAXED))
#define atomic_or(i, v) ((void)__lockstep_atomic32_fetch(v, LOCKSTEP_OR, i, LOCKSTEP_RELAXED))
#define atomic_xor(i, v) ((void)__lockstep_atomic32_fetch(v, LOCKSTEP_XOR, i, LOCKSTEP_RELAXED))
#define atomic_andnot(i, v) ((void)__lockstep_atomic32_fetch(v, LOCKSTEP_ANDNOT, i, LOCKSTEP_RELAXED))
#define atomic_inc(v) atomic_add(1, v)
#define atomic_dec(v) atomic_sub(1, v)

#define atomic_fetch_add(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_ADD, i, LOCKSTEP_FULL)
#define atomic_fetch_add_relaxed(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_ADD, i, LOCKSTEP_RELAXED)
#define atomic_fetch_add_acquire(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_ADD, i, LOCKSTEP_ACQUIRE)
#define atomic_fetch_add_release(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_ADD, i, LOCKSTEP_RELEASE)
#define atomic_fetch_sub(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_SUB, i, LOCKSTEP_FULL)
#define atomic_fetch_sub_relaxed(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_SUB, i, LOCKSTEP_RELAXED)
#define atomic_fetch_sub_acquire(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_SUB, i, LOCKSTEP_ACQUIRE)
#define atomic_fetch_sub_release(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_SUB, i, LOCKSTEP_RELEASE)
#define atomic_fetch_and(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_AND, i, LOCKSTEP_FULL)
#define atomic_fetch_and_relaxed(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_AND, i, LOCKSTEP_RELAXED)
#define atomic_fetch_and_acquire(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_AND, i, LOCKSTEP_ACQUIRE)
#define atomic_fetch_and_release(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_AND, i, LOCKSTEP_RELEASE)
#define atomic_fetch_or(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_OR, i, LOCKSTEP_FULL)
#define atomic_fetch_or_relaxed(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_OR, i, LOCKSTEP_RELAXED)
#define atomic_fetch_or_acquire(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_OR, i, LOCKSTEP_ACQUIRE)
#define atomic_fetch_or_release(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_OR, i, LOCKSTEP_RELEASE)
#define atomic_fetch_xor(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_XOR, i, LOCKSTEP_FULL)
#define atomic_fetch_xor_relaxed(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_XOR, i, LOCKSTEP_RELAXED)
#define atomic_fetch_xor_acquire(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_XOR, i, LOCKSTEP_ACQUIRE)
#define atomic_fetch_xor_release(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_XOR, i, LOCKSTEP_RELEASE)
#define atomic_fetch_andnot(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_ANDNOT, i, LOCKSTEP_FULL)
#define atomic_fetch_andnot_relaxed(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_ANDNOT, i, LOCKSTEP_RELAXED)
#define atomic_fetch_andnot_acquire(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_ANDNOT, i, LOCKSTEP_ACQUIRE)
#define atomic_fetch_andnot_release(i, v) __lockstep_atomic32_fetch(v, LOCKSTEP_ANDNOT, i, LOCKSTEP_RELEASE)

#define atomic_fetch_inc(v) atomic_fetch_add(1, v)
#define atomic_fetch_inc_relaxed(v) atomic_fetch_add_relaxed(1, v)
#define atomic_fetch_inc_acquire(v) atomic_fetch_add_acquire(1, v)
#define atomic_fetch_inc_release(v) atomic_fetch_add_release(1, v)
#define atomic_fetch_dec(v) atomic_fetch_sub(1, v)
#define atomic_fetch_dec_relaxed(v) atomic_fetch_sub_relaxed(1, v)
#define atomic_fetch_dec_acquire(v) atomic_fetch_sub_acquire(1, v)
#define atomic_fetch_dec_release(v) atomic_fetch_sub_release(1, v)

#define atomic_add_return(i, v)                                                                              \
	({                                                                                                   \
		int __lockstep_by = (i);                                                                     \
		__lockstep_wrap_int(atomic_fetch_add(__lockstep_by, v), +, __lockstep_by);                   \
	})
#define atomic_add_return_relaxed(i, v)                                                                      \
	({                                                                                                   \
		int __lockstep_by = (i);                                                                     \
		__lockstep_wrap_int(atomic_fetch_add_relaxed(__lockstep_by, v), +, __lockstep_by);           \
	})
#define atomic_add_return_acquire(i, v)                                                                      \
	({                                                                                                   \
		int __lockstep_by = (i);                                                                     \
		__lockstep_wrap_int(atomic_fetch_add_acquire(__lockstep_by, v), +, __lockstep_by);           \
	})
#define atomic_add_return_release(i, v)                                                                      \
	({                                                                                                   \
		int __lockstep_by = (i);                                                                     \
		__lockstep_wrap_int(atomic_fetch_add_release(__lockstep_by, v), +, __lockstep_by);           \
	})
#define atomic_sub_return(i, v)                                                                              \
	({                                                                                                   \
		int __lockstep_by = (i);                                                                     \
		__lockstep_wrap_int(atomic_fetch_sub(__lockstep_by, v), -, __lockstep_by);                   \
	})
#define atomic_sub_return_relaxed(i, v)                                                                      \
	({                                                                                                   \
		int __lockstep_by = (i);                                                                     \
		__lockstep_wrap_int(atomic_fetch_sub_relaxed(__lockstep_by, v), -, __lockstep_by);           \
	})
#define atomic_sub_return_acquire(i, v)                                                                      \
	({                                                                                                   \
		int __lockstep_by = (i);                                                                     \
		__lockstep_wrap_int(atomic_fetch_sub_acquire(__lockstep_by, v), -, __lockstep_by);           \
	})
#define atomic_sub_return_release(i, v)                                                                      \
	({                                                                                                   \
		int __lockstep_by = (i);                                                                     \
		__lockstep_wrap_int(atomic_fetch_sub_release(__lockstep_by, v), -, __lockstep_by);           \
	})
#define atomic_inc_return(v) atomic_add_return(1, v)
#define atomic_inc_return_relaxed(v) atomic_add_return_relaxed(1, v)
#define atomic_inc_return_acquire(v) atomic_add_return_acquire(1, v)
#define atomic_inc_return_release(v) atomic_add_return_release(1, v)
#define atomic_dec_return(v) atomic_sub_return(1, v)
#define atomic_dec_return_relaxed(v) atomic_sub_return_relaxed(1, v)
#define atomic_dec_return_acquire(v) atomic_sub_return_acquire(1, v)
#define atomic_dec_return_release(v) atomic_sub_return_release(1, v)

#define atomic_xchg(v, value) __lockstep_atomic32_xchg(v, value, LOCKSTEP_FULL)
#define atomic_xchg_relaxed(v, value) __lockstep_atomic32_xchg(v, value, LOCKSTEP_RELAXED)
#define atomic_xchg_acquire(v, value) __lockstep_atomic32_xchg(v, value, LOCKSTEP_ACQUIRE)
#define atomic_xchg_release(v, value) __lockstep_atomic32_xchg(v, value, LOCKSTEP_RELEASE)
#define atomic_cmpxchg(v, old, new) __lockstep_atomic32_cmpxchg(v, old, new, LOCKSTEP_FULL)
#define atomic_cmpxchg_relaxed(v, old, new) __lockstep_atomic32_cmpxchg(v, old, new, LOCKSTEP_RELAXED)
#define atomic_cmpxchg_acquire(v, old, new) __lockstep_atomic32_cmpxchg(v, old, new, LOCKSTEP_ACQUIRE)
#define atomic_cmpxchg_release(v, old, new) __lockstep_atomic32_cmpxchg(v, old, new, LOCKSTEP_RELEASE)

#define __lockstep_atomic_try(v, expected, new, order)                                                       \
	({                                                                                                   \
		int *__lockstep_expected = (expected);                                                       \
		int __lockstep_old = *__lockstep_expected;                                                   \
		int __lockstep_found = __lockstep_atomic32_cmpxchg(v, __lockstep_old, new, order);           \
		if (__lockstep_found != __lockstep_old)                                                      \
			*__lockstep_expected = __lockstep_found;                                             \
		__lockstep_found == __lockstep_old;                                                          \
	})
#define atomic_try_cmpxchg(v, expected, new) __lockstep_atomic_try(v, expected, new, LOCKSTEP_FULL)
#define atomic_try_cmpxchg_relaxed(v, expected, new)                                                         \
	__lockstep_atomic_try(v, expected, new, LOCKSTEP_RELAXED)
#define atomic_try_cmpxchg_acquire(v, expected, new)                                                         \
	__lockstep_atomic_try(v, expected, new, LOCKSTEP_ACQUIRE)
#define atomic_try_cmpxchg_release(v, expected, new)                                                         \
	__lockstep_atomic_try(v, expected, new, LOCKSTEP_RELEASE)

#define atomic_inc_and_test(v) (atomic_inc_return(v) == 0)
#define atomic_dec_and_test(v) (atomic_dec_return(v) == 0)
#define atomic_sub_and_test(i, v) (atomic_sub_return(i, v) == 0)
#define atomic_add_negative_relaxed(i, v) (atomic_add_return_relaxed(i, v) < 0)
#define atomic_add_negative_acquire(i, v) (atomic_add_return_acquire(i, v) < 0)
#define atomic_add_negative_release(i, v) (atomic_add_return_release(i, v) < 0)
#define atomic_cond_read_relaxed(v, condition) smp_cond_load_relaxed(&(v)->counter, condition)
#define atomic_cond_read_acquire(v, condition) smp_cond_load_acquire(&(v)->counter, condition)
#define atomic_add_negative(i, v) (atomic_add_return(i, v) < 0)

#define atomic_fetch_add_unless(v, i, unless) __lockstep_atomic32_unless(v, i, unless, LOCKSTEP_FULL)
#define atomic_add_unless(v, i, unless)                                                                      \
	({                                                                                                   \
		int __lockstep_unless = (unless);                                                            \
		atomic_fetch_add_unless(v, i, __lockstep_unless) != __lockstep_unless;                       \
	})
#define atomic_inc_not_zero(v) atomic_add_unless(v, 1, 0)
#define atomic_inc_unless_negative(v)                                                                        \
	(__lockstep_atomic32_guarded(v, 1, LOCKSTEP_UNLESS_NEGATIVE, LOCKSTEP_FULL) >= 0)
#define atomic_dec_unless_positive(v)                                                                        \
	(__lockstep_atomic32_guarded(v, -1, LOCKSTEP_UNLESS_POSITIVE, LOCKSTEP_FULL) <= 0)
/* What the counter would be, below 0 if it was left alone. */
#define atomic_dec_if_positive(v)                                                                            \
	(__lockstep_atomic32_guarded(v, -1, LOCKSTEP_UNLESS_BELOW, LOCKSTEP_FULL) - 1)

#endif
