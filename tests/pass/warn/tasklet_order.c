// SPDX-License-Identifier: MIT OR Apache-2.0
/* What is scheduled without bottom halves has run when they are on again; urgent ones run first; twice is once. */
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static int urgent_runs, runs, argument;

static void urgent_fn(struct tasklet_struct *unused)
{
	WARN_ON(runs || !in_serving_softirq() || !in_interrupt() || in_task() || in_irq());
	urgent_runs++;
}

static void work_fn(unsigned long data)
{
	WARN_ON(urgent_runs != 1);
	argument = data;
	runs++;
}

static struct tasklet_struct urgent, work;
static DECLARE_TASKLET_DISABLED(never, urgent_fn);

static int __init test_init(void)
{
	tasklet_setup(&urgent, urgent_fn);
	tasklet_init(&work, work_fn, 7);
	tasklet_schedule(&never);
	local_bh_disable();
	WARN_ON(!in_softirq() || in_serving_softirq());
	tasklet_schedule(&work);
	tasklet_hi_schedule(&urgent);
	tasklet_schedule(&work);
	WARN_ON(runs || urgent_runs);
	local_bh_enable();
	WARN_ON(in_softirq());
	local_bh_disable();
	WARN_ON(runs != 1 || urgent_runs != 1 || argument != 7);
	local_bh_enable();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
