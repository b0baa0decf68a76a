// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * complete_all() lets everybody through, those who come later too, until reinit_completion() makes it new for
 * another round. The last thread to use one must be done with it first, which kthread_stop() sees to.
 *
 *     lockstep run examples/completion/completion_all.c
 *     lockstep check examples/completion/completion_all.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

static DECLARE_COMPLETION(start);
static atomic_t runners = ATOMIC_INIT(0);
static struct task_struct *tasks[2];

static int run(void *unused)
{
	wait_for_completion(&start);
	atomic_inc(&runners);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int begin(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		tasks[i] = kthread_run(run, NULL, "runner/%d", i);
		if (IS_ERR(tasks[i])) {
			complete_all(&start);
			if (i)
				kthread_stop(tasks[0]);
			return PTR_ERR(tasks[i]);
		}
	}
	complete_all(&start);
	return 0;
}

static void end(void)
{
	kthread_stop(tasks[1]);
	kthread_stop(tasks[0]);
	pr_info("completion_all: %d runners\n", atomic_read(&runners));
}

static int __init completion_all_init(void)
{
	int error;

	error = begin();
	if (error)
		return error;
	end();

	reinit_completion(&start);
	return begin();
}

static void __exit completion_all_exit(void)
{
	end();
}

module_init(completion_all_init);
module_exit(completion_all_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Lets two threads start together, twice");
