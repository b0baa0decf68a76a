// SPDX-License-Identifier: MIT OR Apache-2.0
/* Sections that are nested, restored from flags and given back in another order leave everything on. */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(one);
static DEFINE_SPINLOCK(two);
static DEFINE_SPINLOCK(three);
static int events;

static irqreturn_t handle(int irq, void *dev)
{
	unsigned long flags;

	spin_lock_irqsave(&one, flags);
	spin_lock(&two);
	events++;
	spin_unlock(&one);
	spin_unlock_irqrestore(&two, flags);
	return IRQ_HANDLED;
}

static int __init demo_init(void)
{
	unsigned long flags, inner;
	int error = request_irq(7, handle, 0, "demo", &events);

	if (error)
		return error;
	local_irq_save(flags);
	local_irq_save(inner);
	preempt_disable();
	local_irq_restore(inner);
	local_irq_restore(flags);
	preempt_enable();
	spin_lock_bh(&three);
	local_bh_disable();
	spin_unlock_bh(&three);
	local_bh_enable();
	return 0;
}

static void __exit demo_exit(void)
{
	free_irq(7, &events);
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
