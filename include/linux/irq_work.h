/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_IRQ_WORK_H
#define _LOCKSTEP_LINUX_IRQ_WORK_H

#include <linux/types.h>

#define LOCKSTEP_IRQ_WORK_MAGIC 0x534c0107u

struct irq_work {
	u32 magic;
	u32 id;
	void (*func)(struct irq_work *work);
};

#define IRQ_WORK_INIT(function) { .magic = LOCKSTEP_IRQ_WORK_MAGIC, .func = (function) }
#define IRQ_WORK_INIT_LAZY(function) IRQ_WORK_INIT(function)
#define IRQ_WORK_INIT_HARD(function) IRQ_WORK_INIT(function)
#define DEFINE_IRQ_WORK(name, function) struct irq_work name = IRQ_WORK_INIT(function)

extern void init_irq_work(struct irq_work *work, void (*function)(struct irq_work *work));

/* The function runs once in an interrupt of this CPU, as soon as it may. False: it was pending already. */
extern bool irq_work_queue(struct irq_work *work);
extern bool irq_work_queue_on(struct irq_work *work, int cpu);
extern void irq_work_sync(struct irq_work *work);
extern bool irq_work_is_pending(struct irq_work *work);
extern bool irq_work_is_busy(struct irq_work *work);

#endif
