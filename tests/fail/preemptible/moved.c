// SPDX-License-Identifier: MIT OR Apache-2.0
/* A thread changes the counter of a CPU on which it may be no longer. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/smp.h>

static struct task_struct *threads[2];
static int turns[NR_CPUS];

static int count(void *unused)
{
	turns[smp_processor_id()]++; //~ ERROR preemptible, data-race
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init test_init(void)
{
	threads[0] = kthread_run(count, NULL, "one");
	threads[1] = kthread_run(count, NULL, "two");
	return 0;
}

static void __exit test_exit(void)
{
	kthread_stop(threads[0]);
	kthread_stop(threads[1]);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
