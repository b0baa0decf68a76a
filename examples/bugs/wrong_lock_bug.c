// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Three threads count under a lock, but one of them takes the wrong one: its critical sections and those of the
 * others are not exclusive. The accesses are marked, so that it is no data race, and still an increment is lost.
 * wrong_lock.c is the repaired one.
 *
 *     lockstep check examples/bugs/wrong_lock_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DECLARE_COMPLETION(done);
static DEFINE_MUTEX(lock);
static DEFINE_MUTEX(other);
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
	mutex_lock(&other);
	WRITE_ONCE(count, READ_ONCE(count) + 1);
	mutex_unlock(&other);
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
