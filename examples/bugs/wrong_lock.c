// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * All threads count under one lock. wrong_lock_bug.c is the one that goes wrong.
 *
 *     lockstep check examples/bugs/wrong_lock.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DECLARE_COMPLETION(done);
static DEFINE_MUTEX(lock);
static int count;

static int right(void *unused)
{
	mutex_lock(&lock);
	WRITE_ONCE(count, READ_ONCE(count) + 1);
	mutex_unlock(&lock);
	complete(&done);
	return 0;
}

static int wrong(void *unused)
{
	mutex_lock(&lock);
	WRITE_ONCE(count, READ_ONCE(count) + 1);
	mutex_unlock(&lock);
	complete(&done);
	return 0;
}

static int __init wrong_lock_init(void)
{
	long i;

	for (i = 0; i < 2; i++) {
		if (IS_ERR(kthread_run(right, (void *)i, "right/%ld", i)))
			complete(&done);
	}
	if (IS_ERR(kthread_run(wrong, NULL, "wrong")))
		complete(&done);
	return 0;
}

static void __exit wrong_lock_exit(void)
{
	int i;

	for (i = 0; i < 3; i++)
		wait_for_completion(&done);
	BUG_ON(count != 3);
}

module_init(wrong_lock_init);
module_exit(wrong_lock_exit);

MODULE_LICENSE("Dual MIT/GPL");
