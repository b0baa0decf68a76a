// SPDX-License-Identifier: MIT OR Apache-2.0
/* The flag is set before the wake-up, which may come before anybody waits: wait_event() looks at the flag first. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(queue);
static DECLARE_COMPLETION(done);
static int ready;

static int reader(void *unused)
{
	wait_event(queue, READ_ONCE(ready));
	complete(&done);
	return 0;
}

static int writer(void *unused)
{
	WRITE_ONCE(ready, 1);
	wake_up(&queue);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(reader, NULL, "reader");
	kthread_run(writer, NULL, "writer");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
