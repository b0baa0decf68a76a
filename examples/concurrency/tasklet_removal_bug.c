// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A source of concurrency: delayed execution. The interrupt line is given back, and what its handler has scheduled
 * may still be to come when the module is gone. tasklet_removal.c waits for it.
 *
 *     lockstep run examples/concurrency/tasklet_removal_bug.c --do 'irq 7'
 *     lockstep check examples/concurrency/tasklet_removal_bug.c
 */
#include <linux/interrupt.h>
#include <linux/module.h>

static int irq = 7;
module_param(irq, int, 0444);
MODULE_PARM_DESC(irq, "interrupt line of the device");

static void drain(struct tasklet_struct *unused);
static DECLARE_TASKLET(drainer, drain);

static void drain(struct tasklet_struct *unused)
{
	pr_info("tasklet_removal_bug: drained\n");
}

static irqreturn_t receive(int line, void *device)
{
	tasklet_schedule(&drainer);
	return IRQ_HANDLED;
}

static int __init tasklet_removal_bug_init(void)
{
	return request_irq(irq, receive, 0, "tasklet_removal_bug", &drainer);
}

static void __exit tasklet_removal_bug_exit(void)
{
	free_irq(irq, &drainer);
}

module_init(tasklet_removal_bug_init);
module_exit(tasklet_removal_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Leaves a tasklet behind");
