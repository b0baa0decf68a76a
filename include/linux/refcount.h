/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_REFCOUNT_H
#define _LOCKSTEP_LINUX_REFCOUNT_H

/*
 * Reference counts. One that would overflow, fall below 0 or come back from 0 is set to REFCOUNT_SATURATED, far from
 * every count, and stays there, with a warning. Increments order nothing; decrements release, and the last acquires.
 */

#include <linux/atomic.h>
#include <linux/limits.h>
#include <linux/spinlock_types.h>
#include <linux/types.h>

typedef struct refcount_struct {
	atomic_t refs;
} refcount_t;

struct mutex;

#define REFCOUNT_INIT(n) { .refs = ATOMIC_INIT(n) }
#define REFCOUNT_MAX INT_MAX
#define REFCOUNT_SATURATED (INT_MIN / 2)

#define refcount_set(r, n) atomic_set(&(r)->refs, n)
#define refcount_read(r) ((unsigned int)atomic_read(&(r)->refs))

extern void refcount_add(int n, refcount_t *r);
extern void refcount_inc(refcount_t *r);
extern void refcount_dec(refcount_t *r);
extern bool __must_check refcount_add_not_zero(int n, refcount_t *r);
extern bool __must_check refcount_inc_not_zero(refcount_t *r);
extern bool __must_check refcount_sub_and_test(int n, refcount_t *r);
extern bool __must_check refcount_dec_and_test(refcount_t *r);
extern bool __must_check refcount_dec_if_one(refcount_t *r);
extern bool __must_check refcount_dec_not_one(refcount_t *r);

/* True with the lock held if that was the last reference. */
#define __lockstep_refcount_last(r, lock, take, give)                                                        \
	({                                                                                                   \
		refcount_t *__lockstep_count = (r);                                                          \
		bool __lockstep_last = false;                                                                \
		if (!refcount_dec_not_one(__lockstep_count)) {                                               \
			take;                                                                                \
			__lockstep_last = refcount_dec_and_test(__lockstep_count);                           \
			if (!__lockstep_last)                                                                \
				give;                                                                        \
		}                                                                                            \
		__lockstep_last;                                                                             \
	})
#define refcount_dec_and_mutex_lock(r, lock)                                                                 \
	__lockstep_refcount_last(r, lock, mutex_lock(lock), mutex_unlock(lock))
#define refcount_dec_and_lock(r, lock) __lockstep_refcount_last(r, lock, spin_lock(lock), spin_unlock(lock))
#define refcount_dec_and_lock_irqsave(r, lock, flags)                                                        \
	__lockstep_refcount_last(r, lock, spin_lock_irqsave(lock, *(flags)),                                 \
				 spin_unlock_irqrestore(lock, *(flags)))

#endif
