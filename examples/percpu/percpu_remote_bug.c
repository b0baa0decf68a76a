// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Each CPU's thread counts in its own copy, and one thread adds all copies up: for those of other CPUs, per-CPU gives
 * no protection. In percpu_remote_marked.c both sides say that they race.
 *
 *     lockstep run examples/percpu/percpu_remote_bug.c
 *     lockstep check examples/percpu/percpu_remote_bug.c
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
	get_cpu_var(packets)++;
	put_cpu_var(packets);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int read_all(void *unused)
{
	int cpu, sum = 0;

	for_each_online_cpu(cpu)
		sum += per_cpu(packets, cpu);
	pr_info("percpu_remote_bug: %d packets\n", sum);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init percpu_remote_bug_init(void)
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

static void __exit percpu_remote_bug_exit(void)
{
	kthread_stop(reader);
	kthread_stop(receiver);
}

module_init(percpu_remote_bug_init);
module_exit(percpu_remote_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Adds up what other CPUs count");
