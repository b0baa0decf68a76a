// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * local_irq_disable() and local_irq_enable() around a step that no handler of this CPU may see half done, as the
 * scheduler does when it moves a task. A request goes from one counter of this CPU to the other, and a handler that
 * runs on this CPU finds their sum unchanged. Interrupts off also keep the task where it is. The pair suits a function
 * that is only ever called with interrupts on; irq_enable_nested.c is for the others.
 *
 *     lockstep run examples/irq/irq_disable.c
 *     lockstep check examples/irq/irq_disable.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/percpu.h>

#define LINE 7
#define REQUESTS 3

static DEFINE_PER_CPU(int, waiting) = REQUESTS;
static DEFINE_PER_CPU(int, running);
static DECLARE_COMPLETION(done);

static irqreturn_t count(int line, void *dev)
{
	WARN_ON(__this_cpu_read(waiting) + __this_cpu_read(running) != REQUESTS);
	return IRQ_HANDLED;
}

static int mover(void *unused)
{
	local_irq_disable();
	__this_cpu_dec(waiting);
	__this_cpu_inc(running);
	local_irq_enable();
	complete(&done);
	return 0;
}

static int __init irq_disable_init(void)
{
	int error;

	error = request_irq(LINE, count, 0, "count", &done);
	if (error)
		return error;
	if (IS_ERR(kthread_run(mover, NULL, "mover")))
		complete(&done);
	return 0;
}

static void __exit irq_disable_exit(void)
{
	int cpu, total_waiting = 0, total_running = 0;

	wait_for_completion(&done);
	free_irq(LINE, &done);
	for_each_possible_cpu(cpu) {
		total_waiting += per_cpu(waiting, cpu);
		total_running += per_cpu(running, cpu);
	}
	pr_info("irq_disable: %d requests, %d running\n", total_waiting + total_running, total_running);
}

module_init(irq_disable_init);
module_exit(irq_disable_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Moves a request with interrupts off");
