// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two threads wait exclusively for one flag; wake_up_all() wakes both. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(queue);
static DECLARE_COMPLETION(done);
static int ready;

static int waiter(void *unused)
{
	wait_event_interruptible_exclusive(queue, READ_ONCE(ready));
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(waiter, NULL, "waiter");
	kthread_run(waiter, NULL, "waiter");
	WRITE_ONCE(ready, 1);
	wake_up_all(&queue);
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
