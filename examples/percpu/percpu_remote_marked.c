// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Each CPU's thread counts in its own copy, and one thread adds all copies up: percpu_remote_bug.c, repaired. Both
 * sides mark their accesses, and the sum may be a little old, which is all that statistics need.
 *
 *     lockstep run examples/percpu/percpu_remote_marked.c
 *     lockstep check examples/percpu/percpu_remote_marked.c
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/percpu.h>

static DEFINE_PER_CPU(int, packets);
static struct task_struct *receiver, *reader;

static int receive(void *unused)
{
	this_cpu_inc(packets);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int read_all(void *unused)
{
	int cpu, sum = 0;

	for_each_online_cpu(cpu)
		sum += READ_ONCE(per_cpu(packets, cpu));
	pr_info("percpu_remote_marked: %d packets\n", sum);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init percpu_remote_marked_init(void)
{
	receiver = kthread_run_on_cpu(receive, NULL, 1, "receiver/%u");
	if (IS_ERR(receiver))
		return PTR_ERR(receiver);
	reader = kthread_run(read_all, NULL, "reader");
	if (IS_ERR(reader)) {
		kthread_stop(receiver);
		return PTR_ERR(reader);
	}
	return 0;
}

static void __exit percpu_remote_marked_exit(void)
{
	kthread_stop(reader);
	kthread_stop(receiver);
}

module_init(percpu_remote_marked_init);
module_exit(percpu_remote_marked_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Adds up what other CPUs count");
