/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_RWLOCK_TYPES_H
#define _LOCKSTEP_LINUX_RWLOCK_TYPES_H

#include <linux/types.h>
#include <lockstep/removed.h>

#define LOCKSTEP_RWLOCK_MAGIC 0x534c0012u

typedef struct {
	unsigned int magic;
	unsigned int id;
} rwlock_t;

#define __RW_LOCK_UNLOCKED(name) (rwlock_t) { .magic = LOCKSTEP_RWLOCK_MAGIC }
#define DEFINE_RWLOCK(name) rwlock_t name = __RW_LOCK_UNLOCKED(name)

enum { __lockstep_rw_lock_unlocked __lockstep_removed(
	"RW_LOCK_UNLOCKED was removed in 2.6.39: use DEFINE_RWLOCK(name), or rwlock_init") };
#define RW_LOCK_UNLOCKED (rwlock_t) { .magic = LOCKSTEP_RWLOCK_MAGIC + __lockstep_rw_lock_unlocked }

#endif
