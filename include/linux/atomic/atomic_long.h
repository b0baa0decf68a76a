/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_ATOMIC_ATOMIC_LONG_H
#define _LOCKSTEP_LINUX_ATOMIC_ATOMIC_LONG_H

/* atomic_long_t: an atomic64_t whose values are of type long. */

#include <asm/barrier.h>
#include <lockstep/atomic.h>

#define ATOMIC_LONG_INIT(value) ATOMIC_INIT(value)

#define atomic_long_read(v) (long)READ_ONCE((v)->counter)
#define atomic_long_read_acquire(v) (long)smp_load_acquire(&(v)->counter)
#define atomic_long_set(v, i) WRITE_ONCE((v)->counter, (i))
#define atomic_long_set_release(v, i) smp_store_release(&(v)->counter, (i))

#define atomic_long_add(i, v) ((void)__lockstep_atomic64_fetch(v, LOCKSTEP_ADD, i, LOCKSTEP_RELAXED))
#define atomic_long_sub(i, v) ((void)__lockstep_atomic64_fetch(v, LOCKSTEP_SUB, i, LOCKSTEP_RELAXED))
#define atomic_long_and(i, v) ((void)__lockstep_atomic64_fetch(v, LOCKSTEP_AND, i, LOCKSTEP_RELAXED))
#define atomic_long_or(i, v) ((void)__lockstep_atomic64_fetch(v, LOCKSTEP_OR, i, LOCKSTEP_RELAXED))
#define atomic_long_xor(i, v) ((void)__lockstep_atomic64_fetch(v, LOCKSTEP_XOR, i, LOCKSTEP_RELAXED))
#define atomic_long_andnot(i, v) ((void)__lockstep_atomic64_fetch(v, LOCKSTEP_ANDNOT, i, LOCKSTEP_RELAXED))
#define atomic_long_inc(v) atomic_long_add(1, v)
#define atomic_long_dec(v) atomic_long_sub(1, v)

#define atomic_long_fetch_add(i, v) (long)__lockstep_atomic64_fetch(v, LOCKSTEP_ADD, i, LOCKSTEP_FULL)
#define atomic_long_fetch_add_relaxed(i, v)                                                                  \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_ADD, i, LOCKSTEP_RELAXED)
#define atomic_long_fetch_add_acquire(i, v)                                                                  \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_ADD, i, LOCKSTEP_ACQUIRE)
#define atomic_long_fetch_add_release(i, v)                                                                  \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_ADD, i, LOCKSTEP_RELEASE)
#define atomic_long_fetch_sub(i, v) (long)__lockstep_atomic64_fetch(v, LOCKSTEP_SUB, i, LOCKSTEP_FULL)
#define atomic_long_fetch_sub_relaxed(i, v)                                                                  \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_SUB, i, LOCKSTEP_RELAXED)
#define atomic_long_fetch_sub_acquire(i, v)                                                                  \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_SUB, i, LOCKSTEP_ACQUIRE)
#define atomic_long_fetch_sub_release(i, v)                                                                  \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_SUB, i, LOCKSTEP_RELEASE)
#define atomic_long_fetch_and(i, v) (long)__lockstep_atomic64_fetch(v, LOCKSTEP_AND, i, LOCKSTEP_FULL)
#define atomic_long_fetch_and_relaxed(i, v)                                                                  \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_AND, i, LOCKSTEP_RELAXED)
#define atomic_long_fetch_and_acquire(i, v)                                                                  \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_AND, i, LOCKSTEP_ACQUIRE)
#define atomic_long_fetch_and_release(i, v)                                                                  \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_AND, i, LOCKSTEP_RELEASE)
#define atomic_long_fetch_or(i, v) (long)__lockstep_atomic64_fetch(v, LOCKSTEP_OR, i, LOCKSTEP_FULL)
#define atomic_long_fetch_or_relaxed(i, v)                                                                   \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_OR, i, LOCKSTEP_RELAXED)
#define atomic_long_fetch_or_acquire(i, v)                                                                   \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_OR, i, LOCKSTEP_ACQUIRE)
#define atomic_long_fetch_or_release(i, v)                                                                   \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_OR, i, LOCKSTEP_RELEASE)
#define atomic_long_fetch_xor(i, v) (long)__lockstep_atomic64_fetch(v, LOCKSTEP_XOR, i, LOCKSTEP_FULL)
#define atomic_long_fetch_xor_relaxed(i, v)                                                                  \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_XOR, i, LOCKSTEP_RELAXED)
#define atomic_long_fetch_xor_acquire(i, v)                                                                  \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_XOR, i, LOCKSTEP_ACQUIRE)
#define atomic_long_fetch_xor_release(i, v)                                                                  \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_XOR, i, LOCKSTEP_RELEASE)
#define atomic_long_fetch_andnot(i, v) (long)__lockstep_atomic64_fetch(v, LOCKSTEP_ANDNOT, i, LOCKSTEP_FULL)
#define atomic_long_fetch_andnot_relaxed(i, v)                                                               \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_ANDNOT, i, LOCKSTEP_RELAXED)
#define atomic_long_fetch_andnot_acquire(i, v)                                                               \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_ANDNOT, i, LOCKSTEP_ACQUIRE)
#define atomic_long_fetch_andnot_release(i, v)                                                               \
	(long)__lockstep_atomic64_fetch(v, LOCKSTEP_ANDNOT, i, LOCKSTEP_RELEASE)

#define atomic_long_fetch_inc(v) atomic_long_fetch_add(1, v)
#define atomic_long_fetch_inc_relaxed(v) atomic_long_fetch_add_relaxed(1, v)
#define atomic_long_fetch_inc_acquire(v) atomic_long_fetch_add_acquire(1, v)
#define atomic_long_fetch_inc_release(v) atomic_long_fetch_add_release(1, v)
#define atomic_long_fetch_dec(v) atomic_long_fetch_sub(1, v)
#define atomic_long_fetch_dec_relaxed(v) atomic_long_fetch_sub_relaxed(1, v)
#define atomic_long_fetch_dec_acquire(v) atomic_long_fetch_sub_acquire(1, v)
#define atomic_long_fetch_dec_release(v) atomic_long_fetch_sub_release(1, v)

#define atomic_long_add_return(i, v)                                                                         \
	({                                                                                                   \
		long __lockstep_by = (i);                                                                    \
		__lockstep_wrap_long(atomic_long_fetch_add(__lockstep_by, v), +, __lockstep_by);             \
	})
#define atomic_long_add_return_relaxed(i, v)                                                                 \
	({                                                                                                   \
		long __lockstep_by = (i);                                                                    \
		__lockstep_wrap_long(atomic_long_fetch_add_relaxed(__lockstep_by, v), +, __lockstep_by);     \
	})
#define atomic_long_add_return_acquire(i, v)                                                                 \
	({                                                                                                   \
		long __lockstep_by = (i);                                                                    \
		__lockstep_wrap_long(atomic_long_fetch_add_acquire(__lockstep_by, v), +, __lockstep_by);     \
	})
#define atomic_long_add_return_release(i, v)                                                                 \
	({                                                                                                   \
		long __lockstep_by = (i);                                                                    \
		__lockstep_wrap_long(atomic_long_fetch_add_release(__lockstep_by, v), +, __lockstep_by);     \
	})
#define atomic_long_sub_return(i, v)                                                                         \
	({                                                                                                   \
		long __lockstep_by = (i);                                                                    \
		__lockstep_wrap_long(atomic_long_fetch_sub(__lockstep_by, v), -, __lockstep_by);             \
	})
#define atomic_long_sub_return_relaxed(i, v)                                                                 \
	({                                                                                                   \
		long __lockstep_by = (i);                                                                    \
		__lockstep_wrap_long(atomic_long_fetch_sub_relaxed(__lockstep_by, v), -, __lockstep_by);     \
	})
#define atomic_long_sub_return_acquire(i, v)                                                                 \
	({                                                                                                   \
		long __lockstep_by = (i);                                                                    \
		__lockstep_wrap_long(atomic_long_fetch_sub_acquire(__lockstep_by, v), -, __lockstep_by);     \
	})
#define atomic_long_sub_return_release(i, v)                                                                 \
	({                                                                                                   \
		long __lockstep_by = (i);                                                                    \
		__lockstep_wrap_long(atomic_long_fetch_sub_release(__lockstep_by, v), -, __lockstep_by);     \
	})
#define atomic_long_inc_return(v) atomic_long_add_return(1, v)
#define atomic_long_inc_return_relaxed(v) atomic_long_add_return_relaxed(1, v)
#define atomic_long_inc_return_acquire(v) atomic_long_add_return_acquire(1, v)
#define atomic_long_inc_return_release(v) atomic_long_add_return_release(1, v)
#define atomic_long_dec_return(v) atomic_long_sub_return(1, v)
#define atomic_long_dec_return_relaxed(v) atomic_long_sub_return_relaxed(1, v)
#define atomic_long_dec_return_acquire(v) atomic_long_sub_return_acquire(1, v)
#define atomic_long_dec_return_release(v) atomic_long_sub_return_release(1, v)

#define atomic_long_xchg(v, value) (long)__lockstep_atomic64_xchg(v, value, LOCKSTEP_FULL)
#define atomic_long_xchg_relaxed(v, value) (long)__lockstep_atomic64_xchg(v, value, LOCKSTEP_RELAXED)
#define atomic_long_xchg_acquire(v, value) (long)__lockstep_atomic64_xchg(v, value, LOCKSTEP_ACQUIRE)
#define atomic_long_xchg_release(v, value) (long)__lockstep_atomic64_xchg(v, value, LOCKSTEP_RELEASE)
#define atomic_long_cmpxchg(v, old, new) (long)__lockstep_atomic64_cmpxchg(v, old, new, LOCKSTEP_FULL)
#define atomic_long_cmpxchg_relaxed(v, old, new)                                                             \
	(long)__lockstep_atomic64_cmpxchg(v, old, new, LOCKSTEP_RELAXED)
#define atomic_long_cmpxchg_acquire(v, old, new)                                                             \
	(long)__lockstep_atomic64_cmpxchg(v, old, new, LOCKSTEP_ACQUIRE)
#define atomic_long_cmpxchg_release(v, old, new)                                                             \
	(long)__lockstep_atomic64_cmpxchg(v, old, new, LOCKSTEP_RELEASE)

#define __lockstep_atomic_long_try(v, expected, new, order)                                                  \
	({                                                                                                   \
		long *__lockstep_expected = (expected);                                                      \
		long __lockstep_old = *__lockstep_expected;                                                  \
		long __lockstep_found = __lockstep_atomic64_cmpxchg(v, __lockstep_old, new, order);          \
		if (__lockstep_found != __lockstep_old)                                                      \
			*__lockstep_expected = __lockstep_found;                                             \
		__lockstep_found == __lockstep_old;                                                          \
	})
#define atomic_long_try_cmpxchg(v, expected, new) __lockstep_atomic_long_try(v, expected, new, LOCKSTEP_FULL)
#define atomic_long_try_cmpxchg_relaxed(v, expected, new)                                                    \
	__lockstep_atomic_long_try(v, expected, new, LOCKSTEP_RELAXED)
#define atomic_long_try_cmpxchg_acquire(v, expected, new)                                                    \
	__lockstep_atomic_long_try(v, expected, new, LOCKSTEP_ACQUIRE)
#define atomic_long_try_cmpxchg_release(v, expected, new)                                                    \
	__lockstep_atomic_long_try(v, expected, new, LOCKSTEP_RELEASE)

#define atomic_long_inc_and_test(v) (atomic_long_inc_return(v) == 0)
#define atomic_long_dec_and_test(v) (atomic_long_dec_return(v) == 0)
#define atomic_long_sub_and_test(i, v) (atomic_long_sub_return(i, v) == 0)
#define atomic_long_add_negative_relaxed(i, v) (atomic_long_add_return_relaxed(i, v) < 0)
#define atomic_long_add_negative_acquire(i, v) (atomic_long_add_return_acquire(i, v) < 0)
#define atomic_long_add_negative_release(i, v) (atomic_long_add_return_release(i, v) < 0)
#define atomic_long_cond_read_relaxed(v, condition) smp_cond_load_relaxed(&(v)->counter, condition)
#define atomic_long_cond_read_acquire(v, condition) smp_cond_load_acquire(&(v)->counter, condition)
#define atomic_long_add_negative(i, v) (atomic_long_add_return(i, v) < 0)

#define atomic_long_fetch_add_unless(v, i, unless)                                                           \
	(long)__lockstep_atomic64_unless(v, i, unless, LOCKSTEP_FULL)
#define atomic_long_add_unless(v, i, unless)                                                                 \
	({                                                                                                   \
		long __lockstep_unless = (unless);                                                           \
		atomic_long_fetch_add_unless(v, i, __lockstep_unless) != __lockstep_unless;                  \
	})
#define atomic_long_inc_not_zero(v) atomic_long_add_unless(v, 1, 0)
#define atomic_long_inc_unless_negative(v)                                                                   \
	(__lockstep_atomic64_guarded(v, 1, LOCKSTEP_UNLESS_NEGATIVE, LOCKSTEP_FULL) >= 0)
#define atomic_long_dec_unless_positive(v)                                                                   \
	(__lockstep_atomic64_guarded(v, -1, LOCKSTEP_UNLESS_POSITIVE, LOCKSTEP_FULL) <= 0)
/* What the counter would be, below 0 if it was left alone. */
#define atomic_long_dec_if_positive(v)                                                                       \
	(long)(__lockstep_atomic64_guarded(v, -1, LOCKSTEP_UNLESS_BELOW, LOCKSTEP_FULL) - 1)

#endif
