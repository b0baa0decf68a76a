/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_RTMUTEX_H
#define _LOCKSTEP_LINUX_RTMUTEX_H

#include <linux/mutex.h>

/* A mutex; whose holder inherits the priority of those who wait makes no difference to what may happen. */
struct rt_mutex {
	struct mutex lock;
};

#define __RT_MUTEX_INITIALIZER(name) { .lock = __MUTEX_INITIALIZER(name.lock) }
#define DEFINE_RT_MUTEX(name) struct rt_mutex name = __RT_MUTEX_INITIALIZER(name)
#define rt_mutex_init(rt) mutex_init(&(rt)->lock)
#define rt_mutex_destroy(rt) mutex_destroy(&(rt)->lock)
#define rt_mutex_lock(rt) mutex_lock(&(rt)->lock)
#define rt_mutex_lock_nested(rt, subclass) ((void)(subclass), rt_mutex_lock(rt))
#define rt_mutex_lock_interruptible(rt) mutex_lock_interruptible(&(rt)->lock)
#define rt_mutex_lock_killable(rt) mutex_lock_killable(&(rt)->lock)
#define rt_mutex_trylock(rt) mutex_trylock(&(rt)->lock)
#define rt_mutex_unlock(rt) mutex_unlock(&(rt)->lock)
#define rt_mutex_is_locked(rt) mutex_is_locked(&(rt)->lock)

#endif
