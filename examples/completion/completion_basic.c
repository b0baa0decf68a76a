// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * One thread waits for another to be done. complete() may come before the wait, or after it: the completion
 * remembers. What was written before complete() is seen after the wait, without a lock.
 *
 *     lockstep run examples/completion/completion_basic.c
 *     lockstep check examples/completion/completion_basic.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

static DECLARE_COMPLETION(ready);
static int answer;
static struct task_struct *thinker_task, *asker_task;

static int thinker(void *unused)
{
	answer = 42;
	complete(&ready);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int asker(void *unused)
{
	wait_for_completion(&ready);
	pr_info("completion_basic: the answer is %d\n", answer);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init completion_basic_init(void)
{
	thinker_task = kthread_run(thinker, NULL, "thinker");
	if (IS_ERR(thinker_task))
		return PTR_ERR(thinker_task);
	asker_task = kthread_run(asker, NULL, "asker");
	if (IS_ERR(asker_task)) {
		kthread_stop(thinker_task);
		return PTR_ERR(asker_task);
	}
	return 0;
}

static void __exit completion_basic_exit(void)
{
	kthread_stop(asker_task);
	kthread_stop(thinker_task);
}

module_init(completion_basic_init);
module_exit(completion_basic_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Waits until another thread is done");
