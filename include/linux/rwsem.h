/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_RWSEM_H
#define _LOCKSTEP_LINUX_RWSEM_H

#include <linux/lockdep.h>
#include <linux/types.h>

#define LOCKSTEP_RWSEM_MAGIC 0x534c0013u

struct rw_semaphore {
	unsigned int magic;
	unsigned int id;
};

#define __RWSEM_INITIALIZER(name) { .magic = LOCKSTEP_RWSEM_MAGIC }
#define DECLARE_RWSEM(name) struct rw_semaphore name = __RWSEM_INITIALIZER(name)

extern void __init_rwsem(struct rw_semaphore *sem, const char *name);
#define init_rwsem(sem) __init_rwsem(sem, #sem)

extern void down_read(struct rw_semaphore *sem);
extern int __must_check down_read_interruptible(struct rw_semaphore *sem);
extern int __must_check down_read_killable(struct rw_semaphore *sem);
extern int down_read_trylock(struct rw_semaphore *sem);
extern void up_read(struct rw_semaphore *sem);
extern void down_write(struct rw_semaphore *sem);
extern int __must_check down_write_killable(struct rw_semaphore *sem);
extern int down_write_trylock(struct rw_semaphore *sem);
extern void up_write(struct rw_semaphore *sem);
extern void downgrade_write(struct rw_semaphore *sem);
extern int rwsem_is_locked(struct rw_semaphore *sem);
extern int rwsem_is_contended(struct rw_semaphore *sem);

#define down_read_nested(sem, subclass) (__lockstep_nests(sem, subclass, 0), down_read(sem))
#define down_read_killable_nested(sem, subclass) (__lockstep_nests(sem, subclass, 0), down_read_killable(sem))
#define down_write_nested(sem, subclass) (__lockstep_nests(sem, subclass, 0), down_write(sem))
#define down_write_killable_nested(sem, subclass)                                                            \
	(__lockstep_nests(sem, subclass, 0), down_write_killable(sem))
#define down_write_nest_lock(sem, outer) (__lockstep_nests(sem, 0, outer), down_write(sem))

#endif
