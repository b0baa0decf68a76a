// SPDX-License-Identifier: MIT OR Apache-2.0
/* A counter of each CPU, changed with preemption off by a thread, and by an interrupt handler on the same CPU. */
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/percpu.h>

static DEFINE_PER_CPU(int, count);

static irqreturn_t receive(int line, void *dev)
{
	(*this_cpu_ptr(&count))++;
	return IRQ_HANDLED;
}

static int process(void *unused)
{
	get_cpu_var(count)++;
	put_cpu_var(count);
	return 0;
}

static int __init start(void)
{
	int error = request_irq(7, receive, 0, "device", &count);

	if (error)
		return error;
	return PTR_ERR_OR_ZERO(kthread_run(process, NULL, "process"));
}

static void __exit stop(void)
{
	free_irq(7, &count);
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
