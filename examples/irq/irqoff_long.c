// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * What a long region with interrupts off costs: for 20 milliseconds this CPU hears nothing. The timer that is due
 * after 8 runs after 20, and the handler of line 7 waits as long. If the line fires twice meanwhile the handler runs
 * once, since a line remembers that it fired and not how often. A region with interrupts off is short, or it is done
 * in slices.
 *
 *     lockstep run examples/irq/irqoff_long.c --cpus 1
 *     lockstep check examples/irq/irqoff_long.c --cpus 1
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/timer.h>

#define LINE 7

static unsigned long due;
static atomic_t interrupts = ATOMIC_INIT(0);
static struct timer_list alarm;

static void rings(struct timer_list *timer)
{
	pr_info("irqoff_long: the alarm is %u ms late\n", jiffies_to_msecs(jiffies - due));
}

static irqreturn_t handler(int line, void *dev)
{
	atomic_inc(&interrupts);
	return IRQ_HANDLED;
}

static int __init irqoff_long_init(void)
{
	int error;

	error = request_irq(LINE, handler, 0, "irqoff_long", &alarm);
	if (error)
		return error;

	timer_setup(&alarm, rings, 0);
	due = jiffies + msecs_to_jiffies(8);
	local_irq_disable();
	mod_timer(&alarm, due);
	mdelay(20);
	local_irq_enable();
	return 0;
}

static void __exit irqoff_long_exit(void)
{
	del_timer_sync(&alarm);
	free_irq(LINE, &alarm);
	pr_info("irqoff_long: %d handled\n", atomic_read(&interrupts));
}

module_init(irqoff_long_init);
module_exit(irqoff_long_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Keeps a CPU deaf");
