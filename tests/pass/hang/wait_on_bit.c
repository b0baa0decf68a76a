// SPDX-License-Identifier: MIT OR Apache-2.0
/* A bit is waited for, taken, and given back with a wake-up. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/wait_bit.h>

#define BUSY 0

static unsigned long state;
static struct task_struct *user;
static int shared;

static int use(void *unused)
{
	wait_on_bit_lock(&state, BUSY, TASK_UNINTERRUPTIBLE);
	shared++;
	clear_and_wake_up_bit(BUSY, &state);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init test_init(void)
{
	wait_on_bit_lock(&state, BUSY, TASK_UNINTERRUPTIBLE);
	user = kthread_run(use, NULL, "user");
	shared++;
	clear_and_wake_up_bit(BUSY, &state);
	return PTR_ERR_OR_ZERO(user);
}

static void __exit test_exit(void)
{
	kthread_stop(user);
	wait_on_bit(&state, BUSY, TASK_UNINTERRUPTIBLE);
	pr_info("%d\n", shared);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
