// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 10. The baker sleeps until there is an order. What if the order comes after the question and before the
 * sleep? Declare the sleep first and ask then, or use what does both.
 *
 *     lockstep run examples/exercises/10_lost_wakeup.c
 *     lockstep check examples/exercises/10_lost_wakeup.c
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
	DEFINE_WAIT(wait);

	/* TODO: the order may come right after the question. */
	if (!READ_ONCE(orders)) {
		prepare_to_wait(&orders_wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule();
		finish_wait(&orders_wait, &wait);
	}
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
