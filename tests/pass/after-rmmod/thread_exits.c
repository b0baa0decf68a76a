// SPDX-License-Identifier: MIT OR Apache-2.0
/* Threads end in the middle of a function; the exit function waits for the last word of each. */
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static struct task_struct *task;
static int count;

static void finish(void)
{
	count++;
	kthread_complete_and_exit(&done, 0);
}

static int leaver(void *unused)
{
	finish();
	BUG();
	return 0;
}

static int obedient(void *unused)
{
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	kthread_exit(-EIO);
	BUG();
}

static int __init test_init(void)
{
	kthread_run(leaver, NULL, "leaver");
	task = kthread_run(obedient, NULL, "obedient");
	return 0;
}

static void __exit test_exit(void)
{
	int value = kthread_stop(task);

	WARN_ON(value != -EIO && value != -EINTR);
	wait_for_completion(&done);
	WARN_ON(count != 1);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
