// SPDX-License-Identifier: MIT OR Apache-2.0
/* A thread is woken that may have seen the condition and ended by itself. */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

static DECLARE_COMPLETION(done);
static struct task_struct *sleeper_task;
static int ready;

static int sleeper(void *unused)
{
	for (;;) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		if (READ_ONCE(ready))
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	sleeper_task = kthread_run(sleeper, NULL, "sleeper");
	if (IS_ERR(sleeper_task))
		return PTR_ERR(sleeper_task);
	WRITE_ONCE(ready, 1);
	wake_up_process(sleeper_task); //~ ERROR use-after-free
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
