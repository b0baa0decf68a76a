/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_MUTEX_H
#define _LOCKSTEP_LINUX_MUTEX_H

#include <linux/lockdep.h>
#include <linux/types.h>

#define LOCKSTEP_MUTEX_MAGIC 0x534c0002u

struct mutex {
	unsigned int magic;
	unsigned int id;
};

#define __MUTEX_INITIALIZER(name) { .magic = LOCKSTEP_MUTEX_MAGIC }
#define DEFINE_MUTEX(name) struct mutex name = __MUTEX_INITIALIZER(name)

extern void __mutex_init(struct mutex *lock, const char *name);
#define mutex_init(lock) __mutex_init(lock, #lock)

extern void mutex_lock(struct mutex *lock);
extern void mutex_unlock(struct mutex *lock);
extern int mutex_trylock(struct mutex *lock);
extern bool mutex_is_locked(struct mutex *lock);
extern int __must_check mutex_lock_interruptible(struct mutex *lock);
extern int __must_check mutex_lock_killable(struct mutex *lock);
extern void mutex_destroy(struct mutex *lock);

#define mutex_lock_nested(lock, subclass) (__lockstep_nests(lock, subclass, 0), mutex_lock(lock))
#define mutex_lock_nest_lock(lock, outer) (__lockstep_nests(lock, 0, outer), mutex_lock(lock))
#define mutex_lock_interruptible_nested(lock, subclass)                                                      \
	(__lockstep_nests(lock, subclass, 0), mutex_lock_interruptible(lock))
#define mutex_lock_killable_nested(lock, subclass)                                                           \
	(__lockstep_nests(lock, subclass, 0), mutex_lock_killable(lock))
#define mutex_lock_io(lock) mutex_lock(lock)

/* Needs linux/atomic.h. Whether the count became 0; then the mutex is held. */
#define atomic_dec_and_mutex_lock(count, lock)                                                               \
	({                                                                                                   \
		atomic_t *__lockstep_count = (count);                                                        \
		struct mutex *__lockstep_guard = (lock);                                                     \
		int __lockstep_last = 0;                                                                     \
		if (!atomic_add_unless(__lockstep_count, -1, 1)) {                                           \
			mutex_lock(__lockstep_guard);                                                        \
			__lockstep_last = atomic_dec_and_test(__lockstep_count);                             \
			if (!__lockstep_last)                                                                \
				mutex_unlock(__lockstep_guard);                                              \
		}                                                                                            \
		__lockstep_last;                                                                             \
	})

#endif
