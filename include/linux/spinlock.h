/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SPINLOCK_H
#define _LOCKSTEP_LINUX_SPINLOCK_H

#include <asm/barrier.h>
#include <asm/processor.h>
#include <linux/bottom_half.h>
#include <linux/bug.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/rwlock.h>
#include <linux/spinlock_types.h>
#include <linux/typecheck.h>

extern void __spin_lock_init(spinlock_t *lock, const char *name);
/* It is a raw_spinlock_t. */
extern void __lockstep_raw_lock(spinlock_t *lock);
extern void _spin_lock(spinlock_t *lock);
extern void _spin_unlock(spinlock_t *lock);
extern void _spin_lock_irq(spinlock_t *lock);
extern void _spin_unlock_irq(spinlock_t *lock);
extern void _spin_lock_bh(spinlock_t *lock);
extern void _spin_unlock_bh(spinlock_t *lock);
extern unsigned long _spin_lock_irqsave(spinlock_t *lock);
extern void _spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags);
extern int _spin_trylock(spinlock_t *lock);
extern int _spin_trylock_irq(spinlock_t *lock);
extern int _spin_trylock_bh(spinlock_t *lock);
/* Bit 0: whether it is taken; the other bits: the flags. */
extern unsigned long _spin_trylock_irqsave(spinlock_t *lock);
extern int _spin_is_locked(spinlock_t *lock);
extern int _spin_is_contended(spinlock_t *lock);

#define spin_lock_init(lock) __spin_lock_init(lock, #lock)
#define spin_lock(lock) _spin_lock(lock)
#define spin_unlock(lock) _spin_unlock(lock)
#define spin_lock_irq(lock) _spin_lock_irq(lock)
#define spin_unlock_irq(lock) _spin_unlock_irq(lock)
#define spin_lock_bh(lock) _spin_lock_bh(lock)
#define spin_unlock_bh(lock) _spin_unlock_bh(lock)
#define spin_lock_irqsave(lock, flags)                                                                       \
	do {                                                                                                 \
		(void)typecheck(unsigned long, flags);                                                       \
		flags = _spin_lock_irqsave(lock);                                                            \
	} while (0)
#define spin_unlock_irqrestore(lock, flags)                                                                  \
	do {                                                                                                 \
		(void)typecheck(unsigned long, flags);                                                       \
		_spin_unlock_irqrestore(lock, flags);                                                        \
	} while (0)
#define spin_trylock(lock) _spin_trylock(lock)
#define spin_trylock_irq(lock) _spin_trylock_irq(lock)
#define spin_trylock_bh(lock) _spin_trylock_bh(lock)
#define spin_trylock_irqsave(lock, flags)                                                                    \
	({                                                                                                   \
		unsigned long __lockstep_taken = _spin_trylock_irqsave(lock);                                \
		(void)typecheck(unsigned long, flags);                                                       \
		flags = __lockstep_taken & ~1UL;                                                             \
		(int)(__lockstep_taken & 1);                                                                 \
	})
#define spin_is_locked(lock) _spin_is_locked(lock)
#define spin_is_contended(lock) _spin_is_contended(lock)
#define assert_spin_locked(lock) BUG_ON(!spin_is_locked(lock))

#define spin_lock_nested(lock, subclass) (__lockstep_nests(lock, subclass, 0), spin_lock(lock))
#define spin_lock_bh_nested(lock, subclass) (__lockstep_nests(lock, subclass, 0), spin_lock_bh(lock))
#define spin_lock_nest_lock(lock, outer) (__lockstep_nests(lock, 0, outer), spin_lock(lock))
#define spin_lock_irqsave_nested(lock, flags, subclass)                                                      \
	do {                                                                                                 \
		__lockstep_nests(lock, subclass, 0);                                                         \
		spin_lock_irqsave(lock, flags);                                                              \
	} while (0)

/* Needs linux/atomic.h. Whether the count became 0; then the lock is held. */
#define atomic_dec_and_lock(count, lock)                                                                     \
	({                                                                                                   \
		atomic_t *__lockstep_count = (count);                                                        \
		spinlock_t *__lockstep_guard = (lock);                                                       \
		int __lockstep_last = 0;                                                                     \
		if (!atomic_add_unless(__lockstep_count, -1, 1)) {                                           \
			spin_lock(__lockstep_guard);                                                         \
			__lockstep_last = atomic_dec_and_test(__lockstep_count);                             \
			if (!__lockstep_last)                                                                \
				spin_unlock(__lockstep_guard);                                               \
		}                                                                                            \
		__lockstep_last;                                                                             \
	})

/* A raw lock is the same lock under another type: the difference matters only where spinlocks may sleep. */
#define __lockstep_raw(lock) ((spinlock_t *)(1 ? (lock) : (raw_spinlock_t *)0))

#define raw_spin_lock_init(lock)                                                                             \
	(__spin_lock_init(__lockstep_raw(lock), #lock), __lockstep_raw_lock(__lockstep_raw(lock)))
#define raw_spin_lock(lock) spin_lock(__lockstep_raw(lock))
#define raw_spin_unlock(lock) spin_unlock(__lockstep_raw(lock))
#define raw_spin_lock_irq(lock) spin_lock_irq(__lockstep_raw(lock))
#define raw_spin_unlock_irq(lock) spin_unlock_irq(__lockstep_raw(lock))
#define raw_spin_lock_bh(lock) spin_lock_bh(__lockstep_raw(lock))
#define raw_spin_unlock_bh(lock) spin_unlock_bh(__lockstep_raw(lock))
#define raw_spin_lock_irqsave(lock, flags) spin_lock_irqsave(__lockstep_raw(lock), flags)
#define raw_spin_unlock_irqrestore(lock, flags) spin_unlock_irqrestore(__lockstep_raw(lock), flags)
#define raw_spin_trylock(lock) spin_trylock(__lockstep_raw(lock))
#define raw_spin_trylock_irq(lock) spin_trylock_irq(__lockstep_raw(lock))
#define raw_spin_trylock_irqsave(lock, flags) spin_trylock_irqsave(__lockstep_raw(lock), flags)
#define raw_spin_trylock_bh(lock) spin_trylock_bh(__lockstep_raw(lock))
#define raw_spin_is_locked(lock) spin_is_locked(__lockstep_raw(lock))
#define raw_spin_is_contended(lock) spin_is_contended(__lockstep_raw(lock))
#define assert_raw_spin_locked(lock) BUG_ON(!raw_spin_is_locked(lock))
#define raw_spin_lock_nested(lock, subclass) spin_lock_nested(__lockstep_raw(lock), subclass)
#define raw_spin_lock_irqsave_nested(lock, flags, subclass)                                                  \
	spin_lock_irqsave_nested(__lockstep_raw(lock), flags, subclass)

#endif
