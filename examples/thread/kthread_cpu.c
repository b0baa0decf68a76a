// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A kernel thread that says once a second on which CPU it is. Each time it wakes up the scheduler chooses one, so the
 * number changes now and then. Removal waits until the thread has seen that it is to stop, a second at most.
 *
 *     lockstep run examples/thread/kthread_cpu.c
 *     lockstep run examples/thread/kthread_cpu.c --cpus 1
 *     lockstep check examples/thread/kthread_cpu.c
 */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/smp.h>

static struct task_struct *teller;

static int tell(void *unused)
{
	int turn = 0;

	/* The raw form: the thread may be moved as soon as it has asked, and a number that is out of date does no harm. */
	while (!kthread_should_stop()) {
		pr_info("kthread_cpu: turn %d, on CPU %d\n", turn++, raw_smp_processor_id());
		msleep(1000);
	}
	return 0;
}

static int __init kthread_cpu_init(void)
{
	pr_info("kthread_cpu: built for at most %d CPUs, %u are online\n", NR_CPUS, num_online_cpus());
	pr_info("kthread_cpu: insmod is on CPU %d\n", raw_smp_processor_id());

	/* A thread that is created sleeps until it is woken up; kthread_run() does both. Failure is an error pointer. */
	teller = kthread_create(tell, NULL, "teller");
	if (IS_ERR(teller))
		return PTR_ERR(teller);
	wake_up_process(teller);
	return 0;
}

static void __exit kthread_cpu_exit(void)
{
	kthread_stop(teller);
}

module_init(kthread_cpu_init);
module_exit(kthread_cpu_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Says on which CPU its thread is");
