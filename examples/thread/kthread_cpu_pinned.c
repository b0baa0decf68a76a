// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * kthread_cpu_bug.c, repaired: get_cpu() keeps the thread on its CPU until put_cpu(), so that each counter is changed
 * by one thread at a time.
 *
 *     lockstep run examples/thread/kthread_cpu_pinned.c
 *     lockstep check examples/thread/kthread_cpu_pinned.c --cpus 1
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
		turns[get_cpu()]++;
		put_cpu();
		msleep(1000);
	}
	return 0;
}

static int __init kthread_cpu_pinned_init(void)
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

static void __exit kthread_cpu_pinned_exit(void)
{
	kthread_stop(tellers[1]);
	kthread_stop(tellers[0]);
}

module_init(kthread_cpu_pinned_init);
module_exit(kthread_cpu_pinned_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Stays on its CPU while it uses the number");
