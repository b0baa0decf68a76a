// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * What the thread uses is there before it is started. early_thread_bug.c is the one that goes wrong.
 *
 *     lockstep check examples/bugs/early_thread.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static int value = 1;
static int *pointer;
static DECLARE_COMPLETION(ready);

static int user(void *unused)
{
	wait_for_completion(&ready);
	BUG_ON(*READ_ONCE(pointer) != 1);
	complete(&done);
	return 0;
}

static int maker(void *unused)
{
	WRITE_ONCE(pointer, &value);
	complete(&ready);
	complete(&done);
	return 0;
}

static int __init early_thread_init(void)
{
	if (IS_ERR(kthread_run(user, NULL, "user")))
		complete(&done);
	if (IS_ERR(kthread_run(maker, NULL, "maker")))
		complete(&done);
	return 0;
}

static void __exit early_thread_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(early_thread_init);
module_exit(early_thread_exit);

MODULE_LICENSE("Dual MIT/GPL");
