// SPDX-License-Identifier: MIT OR Apache-2.0
/* What a context knows of itself. */
#include <linux/bug.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/timer.h>

static irqreturn_t handler(int line, void *dev)
{
	WARN_ON(line != 7 || dev != handler);
	WARN_ON(!in_hardirq() || !in_interrupt() || in_task() || !irqs_disabled());
	return IRQ_HANDLED;
}

static void expired(struct timer_list *timer)
{
	WARN_ON(!in_serving_softirq() || in_hardirq() || in_task() || irqs_disabled());
}
static DEFINE_TIMER(timer, expired);

static int __init test_init(void)
{
	mod_timer(&timer, jiffies + 1);
	local_bh_disable();
	WARN_ON(!in_softirq() || in_serving_softirq() || !in_task());
	local_bh_enable();
	preempt_disable();
	WARN_ON(!in_atomic() || smp_processor_id() >= 4);
	preempt_enable();
	WARN_ON(in_atomic());
	return request_irq(7, handler, 0, "test", handler);
}

static void __exit test_exit(void)
{
	free_irq(7, handler);
	timer_delete_sync(&timer);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
