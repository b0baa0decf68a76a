// SPDX-License-Identifier: MIT OR Apache-2.0
/* The condition is tested when the task is on the queue; the wake-up may come before, between and after. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(queue);
static DECLARE_COMPLETION(done);
static int ready;

static int reader(void *unused)
{
	DEFINE_WAIT(wait);

	for (;;) {
		prepare_to_wait(&queue, &wait, TASK_UNINTERRUPTIBLE);
		if (READ_ONCE(ready))
			break;
		schedule();
	}
	finish_wait(&queue, &wait);
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
