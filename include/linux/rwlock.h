/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_RWLOCK_H
#define _LOCKSTEP_LINUX_RWLOCK_H

#include <linux/rwlock_types.h>
#include <linux/typecheck.h>

extern void __rwlock_init(rwlock_t *lock, const char *name);
extern void _read_lock(rwlock_t *lock);
extern void _read_lock_irq(rwlock_t *lock);
extern void _read_lock_bh(rwlock_t *lock);
extern void _read_unlock(rwlock_t *lock);
extern void _read_unlock_irq(rwlock_t *lock);
extern void _read_unlock_bh(rwlock_t *lock);
extern unsigned long _read_lock_irqsave(rwlock_t *lock);
extern void _read_unlock_irqrestore(rwlock_t *lock, unsigned long flags);
extern int _read_trylock(rwlock_t *lock);
extern void _write_lock(rwlock_t *lock);
extern void _write_lock_irq(rwlock_t *lock);
extern void _write_lock_bh(rwlock_t *lock);
extern void _write_unlock(rwlock_t *lock);
extern void _write_unlock_irq(rwlock_t *lock);
extern void _write_unlock_bh(rwlock_t *lock);
extern unsigned long _write_lock_irqsave(rwlock_t *lock);
extern void _write_unlock_irqrestore(rwlock_t *lock, unsigned long flags);
extern int _write_trylock(rwlock_t *lock);
/* Bit 0: whether it is taken; the other bits: the flags. */
extern unsigned long _write_trylock_irqsave(rwlock_t *lock);

#define rwlock_init(lock) __rwlock_init(lock, #lock)

#define read_lock(lock) _read_lock(lock)
#define read_lock_irq(lock) _read_lock_irq(lock)
#define read_lock_bh(lock) _read_lock_bh(lock)
#define read_unlock(lock) _read_unlock(lock)
#define read_unlock_irq(lock) _read_unlock_irq(lock)
#define read_unlock_bh(lock) _read_unlock_bh(lock)
#define read_lock_irqsave(lock, flags)                                                                       \
	do {                                                                                                 \
		(void)typecheck(unsigned long, flags);                                                       \
		flags = _read_lock_irqsave(lock);                                                            \
	} while (0)
#define read_unlock_irqrestore(lock, flags)                                                                  \
	do {                                                                                                 \
		(void)typecheck(unsigned long, flags);                                                       \
		_read_unlock_irqrestore(lock, flags);                                                        \
	} while (0)
#define read_trylock(lock) _read_trylock(lock)

#define write_lock(lock) _write_lock(lock)
#define write_lock_irq(lock) _write_lock_irq(lock)
#define write_lock_bh(lock) _write_lock_bh(lock)
#define write_unlock(lock) _write_unlock(lock)
#define write_unlock_irq(lock) _write_unlock_irq(lock)
#define write_unlock_bh(lock) _write_unlock_bh(lock)
#define write_lock_irqsave(lock, flags)                                                                      \
	do {                                                                                                 \
		(void)typecheck(unsigned long, flags);                                                       \
		flags = _write_lock_irqsave(lock);                                                           \
	} while (0)
#define write_unlock_irqrestore(lock, flags)                                                                 \
	do {                                                                                                 \
		(void)typecheck(unsigned long, flags);                                                       \
		_write_unlock_irqrestore(lock, flags);                                                       \
	} while (0)
#define write_trylock(lock) _write_trylock(lock)
#define write_trylock_irqsave(lock, flags)                                                                   \
	({                                                                                                   \
		unsigned long __lockstep_taken = _write_trylock_irqsave(lock);                               \
		(void)typecheck(unsigned long, flags);                                                       \
		flags = __lockstep_taken & ~1UL;                                                             \
		(int)(__lockstep_taken & 1);                                                                 \
	})

#endif
