// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 10, solved: wait_event() declares the sleep, asks, and sleeps only if the answer is still no.
 *
 *     lockstep run examples/exercises/10_lost_wakeup_solution.c
 *     lockstep check examples/exercises/10_lost_wakeup_solution.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(orders_wait);
static int orders;
static DECLARE_COMPLETION(done);

static int baker(void *unused)
{
	wait_event(orders_wait, READ_ONCE(orders));
	pr_info("lost_wakeup: bread\n");
	complete(&done);
	return 0;
}

static int customer(void *unused)
{
	WRITE_ONCE(orders, 1);
	wake_up(&orders_wait);
	complete(&done);
	return 0;
}

static int __init lost_wakeup_init(void)
{
	if (IS_ERR(kthread_run(baker, NULL, "baker")))
		complete(&done);
	if (IS_ERR(kthread_run(customer, NULL, "customer")))
		complete(&done);
	return 0;
}

static void __exit lost_wakeup_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	pr_info("lost_wakeup: closed\n");
}

module_init(lost_wakeup_init);
module_exit(lost_wakeup_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Bakes on order");
