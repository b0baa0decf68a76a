// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * First the interrupt line is given back, so that nobody schedules the tasklet any more, and then tasklet_kill()
 * waits for it: tasklet_removal_bug.c, repaired.
 *
 *     lockstep run examples/concurrency/tasklet_removal.c --do 'irq 7'
 *     lockstep check examples/concurrency/tasklet_removal.c
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
	pr_info("tasklet_removal: drained\n");
}

static irqreturn_t receive(int line, void *device)
{
	tasklet_schedule(&drainer);
	return IRQ_HANDLED;
}

static int __init tasklet_removal_init(void)
{
	return request_irq(irq, receive, 0, "tasklet_removal", &drainer);
}

static void __exit tasklet_removal_exit(void)
{
	free_irq(irq, &drainer);
	tasklet_kill(&drainer);
}

module_init(tasklet_removal_init);
module_exit(tasklet_removal_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Waits for its tasklet");
