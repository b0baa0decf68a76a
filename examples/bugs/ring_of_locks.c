// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Three threads take two of three locks each, in one order. ring_of_locks_bug.c is the one that goes wrong.
 *
 *     lockstep check examples/bugs/ring_of_locks.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DECLARE_COMPLETION(done);
static DEFINE_MUTEX(red);
static DEFINE_MUTEX(green);
static DEFINE_MUTEX(blue);

static int both(struct mutex *first, struct mutex *second)
{
	mutex_lock(first);
	mutex_lock(second);
	mutex_unlock(second);
	mutex_unlock(first);
	complete(&done);
	return 0;
}

static int one(void *unused)
{
	return both(&red, &green);
}

static int two(void *unused)
{
	return both(&green, &blue);
}

static int three(void *unused)
{
	return both(&red, &blue);
}

static int __init ring_of_locks_init(void)
{
	if (IS_ERR(kthread_run(one, NULL, "one")))
		complete(&done);
	if (IS_ERR(kthread_run(two, NULL, "two")))
		complete(&done);
	if (IS_ERR(kthread_run(three, NULL, "three")))
		complete(&done);
	return 0;
}

static void __exit ring_of_locks_exit(void)
{
	int i;

	for (i = 0; i < 3; i++)
		wait_for_completion(&done);
}

module_init(ring_of_locks_init);
module_exit(ring_of_locks_exit);

MODULE_LICENSE("Dual MIT/GPL");
