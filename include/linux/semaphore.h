/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SEMAPHORE_H
#define _LOCKSTEP_LINUX_SEMAPHORE_H

#include <linux/types.h>
#include <lockstep/removed.h>

#define LOCKSTEP_SEMAPHORE_MAGIC 0x534c0011u

struct semaphore {
	unsigned int magic;
	unsigned int id;
	unsigned int count;
	unsigned int __lockstep_reserved;
};

#define __SEMAPHORE_INITIALIZER(name, n) { .magic = LOCKSTEP_SEMAPHORE_MAGIC, .count = (n) }

/* DEFINE_SEMAPHORE(name, n); before 6.4 DEFINE_SEMAPHORE(name), which has one unit. */
#define __lockstep_define_semaphore(name, n, ...) struct semaphore name = __SEMAPHORE_INITIALIZER(name, n)
#define DEFINE_SEMAPHORE(...) __lockstep_define_semaphore(__VA_ARGS__, 1, 1)

extern void __sema_init(struct semaphore *sem, int val, const char *name);
#define sema_init(sem, val) __sema_init(sem, val, #sem)

extern void down(struct semaphore *sem);
extern int __must_check down_interruptible(struct semaphore *sem);
extern int __must_check down_killable(struct semaphore *sem);
extern int __must_check down_trylock(struct semaphore *sem);
extern int __must_check down_timeout(struct semaphore *sem, long jiffies);
extern void up(struct semaphore *sem);

/* Names of semaphores that were locks. */
enum {
	__lockstep_declare_mutex __lockstep_removed(
		"DECLARE_MUTEX was removed in 2.6.37: use DEFINE_SEMAPHORE(name, 1), or DEFINE_MUTEX") = 1,
	__lockstep_declare_mutex_locked __lockstep_removed(
		"DECLARE_MUTEX_LOCKED was removed in 2.6.26: use DEFINE_SEMAPHORE(name, 0), or a completion") = 0,
	__lockstep_init_mutex __lockstep_removed(
		"init_MUTEX was removed in 2.6.37: use sema_init(sem, 1), or mutex_init") = 1,
	__lockstep_init_mutex_locked __lockstep_removed(
		"init_MUTEX_LOCKED was removed in 2.6.37: use sema_init(sem, 0), or a completion") = 0,
};
#define DECLARE_MUTEX(name) struct semaphore name = __SEMAPHORE_INITIALIZER(name, __lockstep_declare_mutex)
#define DECLARE_MUTEX_LOCKED(name) struct semaphore name = __SEMAPHORE_INITIALIZER(name, __lockstep_declare_mutex_locked)
#define init_MUTEX(sem) __sema_init(sem, __lockstep_init_mutex, #sem)
#define init_MUTEX_LOCKED(sem) __sema_init(sem, __lockstep_init_mutex_locked, #sem)

#endif
