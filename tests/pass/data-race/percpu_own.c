// SPDX-License-Identifier: MIT OR Apache-2.0
/* Each CPU changes its own copy, and they are summed up when all are done. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/percpu.h>

static DEFINE_PER_CPU(long, packets);
static DECLARE_COMPLETION(done);

static int count(void *unused)
{
	get_cpu_var(packets) += 1;
	put_cpu_var(packets);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(count, NULL, "count");
	kthread_run(count, NULL, "count");
	return 0;
}

static void __exit test_exit(void)
{
	long total = 0;
	int cpu;

	wait_for_completion(&done);
	wait_for_completion(&done);
	for_each_possible_cpu(cpu)
		total += per_cpu(packets, cpu);
	WARN_ON(total != 2);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
