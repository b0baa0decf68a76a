/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_LOCAL_LOCK_H
#define _LOCKSTEP_LINUX_LOCAL_LOCK_H

#include <linux/irqflags.h>
#include <linux/preempt.h>

/* What belongs to one CPU is guarded by staying there: preemption or interrupts are off. */
typedef struct {
} local_lock_t;

#define INIT_LOCAL_LOCK(name) { }
#define local_lock_init(lock) ((void)(lock))
#define local_lock(lock) ((void)(lock), preempt_disable())
#define local_unlock(lock) ((void)(lock), preempt_enable())
#define local_lock_irq(lock)                                                                                 \
	do {                                                                                                 \
		(void)(lock);                                                                                \
		local_irq_disable();                                                                         \
	} while (0)
#define local_unlock_irq(lock)                                                                               \
	do {                                                                                                 \
		(void)(lock);                                                                                \
		local_irq_enable();                                                                          \
	} while (0)
#define local_lock_irqsave(lock, flags)                                                                      \
	do {                                                                                                 \
		(void)(lock);                                                                                \
		local_irq_save(flags);                                                                       \
	} while (0)
#define local_unlock_irqrestore(lock, flags)                                                                 \
	do {                                                                                                 \
		(void)(lock);                                                                                \
		local_irq_restore(flags);                                                                    \
	} while (0)

#endif
