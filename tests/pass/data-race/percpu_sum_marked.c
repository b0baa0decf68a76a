// SPDX-License-Identifier: MIT OR Apache-2.0
/* Marked reads of other copies beside this_cpu_add(). */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/percpu.h>

static DEFINE_PER_CPU(long, packets);
static DECLARE_COMPLETION(done);

static int count(void *unused)
{
	this_cpu_add(packets, 1);
	complete(&done);
	return 0;
}

static int sum(void *unused)
{
	long total = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		total += READ_ONCE(per_cpu(packets, cpu));
	complete(&done);
	return total > 1;
}

static int __init test_init(void)
{
	kthread_run(count, NULL, "count");
	kthread_run(sum, NULL, "sum");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
