// SPDX-License-Identifier: MIT OR Apache-2.0
/* this_cpu_inc() is one step, which no interrupt of its CPU comes between. */
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/percpu.h>

static DEFINE_PER_CPU(int, events);
static DECLARE_COMPLETION(done);

static irqreturn_t handler(int line, void *dev)
{
	this_cpu_inc(events);
	return IRQ_HANDLED;
}

static int work(void *unused)
{
	this_cpu_inc(events);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	int error = request_irq(7, handler, 0, "test", NULL);

	if (!error)
		kthread_run(work, NULL, "work");
	return error;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	free_irq(7, NULL);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
