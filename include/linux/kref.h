/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_KREF_H
#define _LOCKSTEP_LINUX_KREF_H

/* A reference count with a function that is called when the last reference goes. */

#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>

struct kref {
	refcount_t refcount;
};

#define KREF_INIT(n) { .refcount = REFCOUNT_INIT(n) }
#define kref_init(kref) refcount_set(&(kref)->refcount, 1)
#define kref_read(kref) refcount_read(&(kref)->refcount)
#define kref_get(kref) refcount_inc(&(kref)->refcount)
#define kref_get_unless_zero(kref) refcount_inc_not_zero(&(kref)->refcount)

/* 1 if the object is gone. */
#define __lockstep_kref_put(counted, function, last)                                                         \
	({                                                                                                   \
		struct kref *__lockstep_kref = (counted);                                                    \
		void (*__lockstep_release)(struct kref *) = (function);                                      \
		int __lockstep_gone = (last);                                                                \
		if (__lockstep_gone)                                                                         \
			__lockstep_release(__lockstep_kref);                                                 \
		__lockstep_gone;                                                                             \
	})
#define kref_put(kref, release)                                                                              \
	__lockstep_kref_put(kref, release, refcount_dec_and_test(&__lockstep_kref->refcount))
#define kref_put_mutex(kref, release, mutex)                                                                 \
	__lockstep_kref_put(kref, release, refcount_dec_and_mutex_lock(&__lockstep_kref->refcount, mutex))
#define kref_put_lock(kref, release, lock)                                                                   \
	__lockstep_kref_put(kref, release, refcount_dec_and_lock(&__lockstep_kref->refcount, lock))

#endif
