/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_ATOMIC_ATOMIC64_H
#define _LOCKSTEP_LINUX_ATOMIC_ATOMIC64_H

/* atomic64_t: as atomic_t, on an s64. */

#include <asm/barrier.h>
#include <lockstep/atomic.h>

#define ATOMIC64_INIT(value) ATOMIC_INIT(value)

#define atomic64_read(v) READ_ONCE((v)->counter)
#define atomic64_read_acquire(v) smp_load_acquire(&(v)->counter)
#define atomic64_set(v, i) WRITE_ONCE((v)->counter, (i))
#define atomic64_set_release(v, i) smp_store_release(&(v)->counter, (i))

#define atomic64_add(i, v) ((void)__lockstep_atomic64_fetch(v, LOCKSTEP_ADD, i, LOCKSTEP_RELAXED))
#define atomic64_sub(i, v) ((void)__lockstep_atomic64_fetch(v, LOCKSTEP_SUB, i, LOCKSTEP_RELAXED))
#define atomic64_and(i, v) ((void)__lockstep_atomic64_fetch(v, LOCKSTEP_AND, i, LOCKSTEP_RELAXED))
#define atomic64_or(i, v) ((void)__lockstep_atomic64_fetch(v, LOCKSTEP_OR, i, LOCKSTEP_RELAXED))
#define atomic64_xor(i, v) ((void)__lockstep_atomic64_fetch(v, LOCKSTEP_XOR, i, LOCKSTEP_RELAXED))
#define atomic64_andnot(i, v) ((void)__lockstep_atomic64_fetch(v, LOCKSTEP_ANDNOT, i, LOCKSTEP_RELAXED))
#define atomic64_inc(v) atomic64_add(1, v)
#define atomic64_dec(v) atomic64_sub(1, v)

#define atomic64_fetch_add(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_ADD, i, LOCKSTEP_FULL)
#define atomic64_fetch_add_relaxed(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_ADD, i, LOCKSTEP_RELAXED)
#define atomic64_fetch_add_acquire(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_ADD, i, LOCKSTEP_ACQUIRE)
#define atomic64_fetch_add_release(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_ADD, i, LOCKSTEP_RELEASE)
#define atomic64_fetch_sub(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_SUB, i, LOCKSTEP_FULL)
#define atomic64_fetch_sub_relaxed(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_SUB, i, LOCKSTEP_RELAXED)
#define atomic64_fetch_sub_acquire(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_SUB, i, LOCKSTEP_ACQUIRE)
#define atomic64_fetch_sub_release(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_SUB, i, LOCKSTEP_RELEASE)
#define atomic64_fetch_and(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_AND, i, LOCKSTEP_FULL)
#define atomic64_fetch_and_relaxed(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_AND, i, LOCKSTEP_RELAXED)
#define atomic64_fetch_and_acquire(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_AND, i, LOCKSTEP_ACQUIRE)
#define atomic64_fetch_and_release(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_AND, i, LOCKSTEP_RELEASE)
#define atomic64_fetch_or(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_OR, i, LOCKSTEP_FULL)
#define atomic64_fetch_or_relaxed(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_OR, i, LOCKSTEP_RELAXED)
#define atomic64_fetch_or_acquire(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_OR, i, LOCKSTEP_ACQUIRE)
#define atomic64_fetch_or_release(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_OR, i, LOCKSTEP_RELEASE)
#define atomic64_fetch_xor(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_XOR, i, LOCKSTEP_FULL)
#define atomic64_fetch_xor_relaxed(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_XOR, i, LOCKSTEP_RELAXED)
#define atomic64_fetch_xor_acquire(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_XOR, i, LOCKSTEP_ACQUIRE)
#define atomic64_fetch_xor_release(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_XOR, i, LOCKSTEP_RELEASE)
#define atomic64_fetch_andnot(i, v) __lockstep_atomic64_fetch(v, LOCKSTEP_ANDNOT, i, LOCKSTEP_FULL)
#define atomic64_fetch_andnot_relaxed(i, v)                                                                  \
	__lockstep_atomic64_fetch(v, LOCKSTEP_ANDNOT, i, LOCKSTEP_RELAXED)
#define atomic64_fetch_andnot_acquire(i, v)                                                                  \
	__lockstep_atomic64_fetch(v, LOCKSTEP_ANDNOT, i, LOCKSTEP_ACQUIRE)
#define atomic64_fetch_andnot_release(i, v)                                                                  \
	__lockstep_atomic64_fetch(v, LOCKSTEP_ANDNOT, i, LOCKSTEP_RELEASE)

#define atomic64_fetch_inc(v) atomic64_fetch_add(1, v)
#define atomic64_fetch_inc_relaxed(v) atomic64_fetch_add_relaxed(1, v)
#define atomic64_fetch_inc_acquire(v) atomic64_fetch_add_acquire(1, v)
#define atomic64_fetch_inc_release(v) atomic64_fetch_add_release(1, v)
#define atomic64_fetch_dec(v) atomic64_fetch_sub(1, v)
#define atomic64_fetch_dec_relaxed(v) atomic64_fetch_sub_relaxed(1, v)
#define atomic64_fetch_dec_acquire(v) atomic64_fetch_sub_acquire(1, v)
#define atomic64_fetch_dec_release(v) atomic64_fetch_sub_release(1, v)

#define atomic64_add_return(i, v)                                                                            \
	({                                                                                                   \
		s64 __lockstep_by = (i);                                                                     \
		__lockstep_wrap_s64(atomic64_fetch_add(__lockstep_by, v), +, __lockstep_by);                 \
	})
#define atomic64_add_return_relaxed(i, v)                                                                    \
	({                                                                                                   \
		s64 __lockstep_by = (i);                                                                     \
		__lockstep_wrap_s64(atomic64_fetch_add_relaxed(__lockstep_by, v), +, __lockstep_by);         \
	})
#define atomic64_add_return_acquire(i, v)                                                                    \
	({                                                                                                   \
		s64 __lockstep_by = (i);                                                                     \
		__lockstep_wrap_s64(atomic64_fetch_add_acquire(__lockstep_by, v), +, __lockstep_by);         \
	})
#define atomic64_add_return_release(i, v)                                                                    \
	({                                                                                                   \
		s64 __lockstep_by = (i);                                                                     \
		__lockstep_wrap_s64(atomic64_fetch_add_release(__lockstep_by, v), +, __lockstep_by);         \
	})
#define atomic64_sub_return(i, v)                                                                            \
	({                                                                                                   \
		s64 __lockstep_by = (i);                                                                     \
		__lockstep_wrap_s64(atomic64_fetch_sub(__lockstep_by, v), -, __lockstep_by);                 \
	})
#define atomic64_sub_return_relaxed(i, v)                                                                    \
	({                                                                                                   \
		s64 __lockstep_by = (i);                                                                     \
		__lockstep_wrap_s64(atomic64_fetch_sub_relaxed(__lockstep_by, v), -, __lockstep_by);         \
	})
#define atomic64_sub_return_acquire(i, v)                                                                    \
	({                                                                                                   \
		s64 __lockstep_by = (i);                                                                     \
		__lockstep_wrap_s64(atomic64_fetch_sub_acquire(__lockstep_by, v), -, __lockstep_by);         \
	})
#define atomic64_sub_return_release(i, v)                                                                    \
	({                                                                                                   \
		s64 __lockstep_by = (i);                                                                     \
		__lockstep_wrap_s64(atomic64_fetch_sub_release(__lockstep_by, v), -, __lockstep_by);         \
	})
#define atomic64_inc_return(v) atomic64_add_return(1, v)
#define atomic64_inc_return_relaxed(v) atomic64_add_return_relaxed(1, v)
#define atomic64_inc_return_acquire(v) atomic64_add_return_acquire(1, v)
#define atomic64_inc_return_release(v) atomic64_add_return_release(1, v)
#define atomic64_dec_return(v) atomic64_sub_return(1, v)
#define atomic64_dec_return_relaxed(v) atomic64_sub_return_relaxed(1, v)
#define atomic64_dec_return_acquire(v) atomic64_sub_return_acquire(1, v)
#define atomic64_dec_return_release(v) atomic64_sub_return_release(1, v)

#define atomic64_xchg(v, value) __lockstep_atomic64_xchg(v, value, LOCKSTEP_FULL)
#define atomic64_xchg_relaxed(v, value) __lockstep_atomic64_xchg(v, value, LOCKSTEP_RELAXED)
#define atomic64_xchg_acquire(v, value) __lockstep_atomic64_xchg(v, value, LOCKSTEP_ACQUIRE)
#define atomic64_xchg_release(v, value) __lockstep_atomic64_xchg(v, value, LOCKSTEP_RELEASE)
#define atomic64_cmpxchg(v, old, new) __lockstep_atomic64_cmpxchg(v, old, new, LOCKSTEP_FULL)
#define atomic64_cmpxchg_relaxed(v, old, new) __lockstep_atomic64_cmpxchg(v, old, new, LOCKSTEP_RELAXED)
#define atomic64_cmpxchg_acquire(v, old, new) __lockstep_atomic64_cmpxchg(v, old, new, LOCKSTEP_ACQUIRE)
#define atomic64_cmpxchg_release(v, old, new) __lockstep_atomic64_cmpxchg(v, old, new, LOCKSTEP_RELEASE)

#define __lockstep_atomic64_try(v, expected, new, order)                                                     \
	({                                                                                                   \
		s64 *__lockstep_expected = (expected);                                                       \
		s64 __lockstep_old = *__lockstep_expected;                                                   \
		s64 __lockstep_found = __lockstep_atomic64_cmpxchg(v, __lockstep_old, new, order);           \
		if (__lockstep_found != __lockstep_old)                                                      \
			*__lockstep_expected = __lockstep_found;                                             \
		__lockstep_found == __lockstep_old;                                                          \
	})
#define atomic64_try_cmpxchg(v, expected, new) __lockstep_atomic64_try(v, expected, new, LOCKSTEP_FULL)
#define atomic64_try_cmpxchg_relaxed(v, expected, new)                                                       \
	__lockstep_atomic64_try(v, expected, new, LOCKSTEP_RELAXED)
#define atomic64_try_cmpxchg_acquire(v, expected, new)                                                       \
	__lockstep_atomic64_try(v, expected, new, LOCKSTEP_ACQUIRE)
#define atomic64_try_cmpxchg_release(v, expected, new)                                                       \
	__lockstep_atomic64_try(v, expected, new, LOCKSTEP_RELEASE)

#define atomic64_inc_and_test(v) (atomic64_inc_return(v) == 0)
#define atomic64_dec_and_test(v) (atomic64_dec_return(v) == 0)
#define atomic64_sub_and_test(i, v) (atomic64_sub_return(i, v) == 0)
#define atomic64_add_negative_relaxed(i, v) (atomic64_add_return_relaxed(i, v) < 0)
#define atomic64_add_negative_acquire(i, v) (atomic64_add_return_acquire(i, v) < 0)
#define atomic64_add_negative_release(i, v) (atomic64_add_return_release(i, v) < 0)
#define atomic64_cond_read_relaxed(v, condition) smp_cond_load_relaxed(&(v)->counter, condition)
#define atomic64_cond_read_acquire(v, condition) smp_cond_load_acquire(&(v)->counter, condition)
#define atomic64_add_negative(i, v) (atomic64_add_return(i, v) < 0)

#define atomic64_fetch_add_unless(v, i, unless) __lockstep_atomic64_unless(v, i, unless, LOCKSTEP_FULL)
#define atomic64_add_unless(v, i, unless)                                                                    \
	({                                                                                                   \
		s64 __lockstep_unless = (unless);                                                            \
		atomic64_fetch_add_unless(v, i, __lockstep_unless) != __lockstep_unless;                     \
	})
#define atomic64_inc_not_zero(v) atomic64_add_unless(v, 1, 0)
#define atomic64_inc_unless_negative(v)                                                                      \
	(__lockstep_atomic64_guarded(v, 1, LOCKSTEP_UNLESS_NEGATIVE, LOCKSTEP_FULL) >= 0)
#define atomic64_dec_unless_positive(v)                                                                      \
	(__lockstep_atomic64_guarded(v, -1, LOCKSTEP_UNLESS_POSITIVE, LOCKSTEP_FULL) <= 0)
/* What the counter would be, below 0 if it was left alone. */
#define atomic64_dec_if_positive(v)                                                                          \
	(__lockstep_atomic64_guarded(v, -1, LOCKSTEP_UNLESS_BELOW, LOCKSTEP_FULL) - 1)

#endif
