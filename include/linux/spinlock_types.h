/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SPINLOCK_TYPES_H
#define _LOCKSTEP_LINUX_SPINLOCK_TYPES_H

#include <linux/rwlock_types.h>
#include <linux/types.h>
#include <lockstep/removed.h>

#define LOCKSTEP_SPINLOCK_MAGIC 0x534c0001u
#define LOCKSTEP_RAW_LOCK 0x80000000u

typedef struct raw_spinlock {
	unsigned int magic;
	unsigned int id;
} raw_spinlock_t;

typedef struct spinlock {
	unsigned int magic;
	unsigned int id;
} spinlock_t;

#define __RAW_SPIN_LOCK_INITIALIZER(name) { .magic = LOCKSTEP_SPINLOCK_MAGIC, .id = LOCKSTEP_RAW_LOCK }
#define __RAW_SPIN_LOCK_UNLOCKED(name) (raw_spinlock_t) __RAW_SPIN_LOCK_INITIALIZER(name)
#define DEFINE_RAW_SPINLOCK(name) raw_spinlock_t name = __RAW_SPIN_LOCK_UNLOCKED(name)

#define __SPIN_LOCK_INITIALIZER(name) { .magic = LOCKSTEP_SPINLOCK_MAGIC }
#define __SPIN_LOCK_UNLOCKED(name) (spinlock_t) __SPIN_LOCK_INITIALIZER(name)
#define DEFINE_SPINLOCK(name) spinlock_t name = __SPIN_LOCK_UNLOCKED(name)

enum { __lockstep_spin_lock_unlocked __lockstep_removed(
	"SPIN_LOCK_UNLOCKED was removed in 2.6.39: use DEFINE_SPINLOCK(name), or spin_lock_init") };
#define SPIN_LOCK_UNLOCKED (spinlock_t) { .magic = LOCKSTEP_SPINLOCK_MAGIC + __lockstep_spin_lock_unlocked }

#endif
