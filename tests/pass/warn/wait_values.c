// SPDX-License-Identifier: MIT OR Apache-2.0
/* A wait with a timeout ends without a wake-up, and says so; one whose condition holds returns what is left. */
#include <linux/bug.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(queue);
static int ready;

static int __init test_init(void)
{
	WARN_ON(wait_event_timeout(queue, READ_ONCE(ready), 0) != 0);
	WARN_ON(wait_event_timeout(queue, READ_ONCE(ready), HZ) != 0);
	WRITE_ONCE(ready, 1);
	WARN_ON(wait_event_timeout(queue, READ_ONCE(ready), 0) != 1);
	WARN_ON(wait_event_interruptible_timeout(queue, READ_ONCE(ready), HZ) != HZ);
	WARN_ON(wait_event_interruptible(queue, READ_ONCE(ready)) != 0);
	WARN_ON(waitqueue_active(&queue));
	WARN_ON(get_current_state() != TASK_RUNNING);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
