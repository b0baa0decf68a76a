// SPDX-License-Identifier: MIT OR Apache-2.0
/* The copies of all CPUs are summed up while their owners change them. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/percpu.h>

static DEFINE_PER_CPU(long, packets);
static DECLARE_COMPLETION(done);

static int count(void *unused)
{
	get_cpu_var(packets) += 1; //~ ERROR data-race
	put_cpu_var(packets);
	complete(&done);
	return 0;
}

static int sum(void *unused)
{
	long total = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		total += per_cpu(packets, cpu); //~ ERROR data-race
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
