// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * What preemption off does protect: data that only this CPU uses. Each CPU counts in its own copy, where nobody can
 * come in between while the task cannot lose the CPU; the copies are added up when the threads are done.
 *
 *     lockstep run examples/preempt/preempt_only.c --cpus 2
 *     lockstep check examples/preempt/preempt_only.c --cpus 2
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/preempt.h>

static DEFINE_PER_CPU(int, count);
static DECLARE_COMPLETION(done);

static int counter(void *unused)
{
	preempt_disable();
	__this_cpu_inc(count);
	preempt_enable();
	complete(&done);
	return 0;
}

static int __init preempt_only_init(void)
{
	int i;

	for (i = 0; i < 2; i++)
		if (IS_ERR(kthread_run(counter, NULL, "counter/%d", i)))
			complete(&done);
	return 0;
}

static void __exit preempt_only_exit(void)
{
	int i, cpu, sum = 0;

	for (i = 0; i < 2; i++)
		wait_for_completion(&done);
	for_each_possible_cpu(cpu)
		sum += per_cpu(count, cpu);
	pr_info("preempt_only: %d of 2\n", sum);
}

module_init(preempt_only_init);
module_exit(preempt_only_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Counts in a copy of each CPU");
