// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A kernel thread asks for the CPU that it is on while it may be moved to another: the number may be wrong by the time
 * it is used. Here it chooses a counter, and two threads that come to one CPU meet in it. kthread_cpu_pinned.c stays
 * on the CPU while it uses the number.
 *
 *     lockstep run examples/thread/kthread_cpu_bug.c
 *     lockstep check examples/thread/kthread_cpu_bug.c
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/smp.h>

static struct task_struct *tellers[2];
static int turns[NR_CPUS];

static int tell(void *unused)
{
	while (!kthread_should_stop()) {
		turns[smp_processor_id()]++;
		msleep(1000);
	}
	return 0;
}

static int __init kthread_cpu_bug_init(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		tellers[i] = kthread_run(tell, NULL, "teller/%d", i);
		if (IS_ERR(tellers[i])) {
			if (i)
				kthread_stop(tellers[0]);
			return PTR_ERR(tellers[i]);
		}
	}
	return 0;
}

static void __exit kthread_cpu_bug_exit(void)
{
	kthread_stop(tellers[1]);
	kthread_stop(tellers[0]);
}

module_init(kthread_cpu_bug_init);
module_exit(kthread_cpu_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Uses the number of a CPU that it may have left");
