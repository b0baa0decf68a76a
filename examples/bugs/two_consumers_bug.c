// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A consumer looks whether there is an item before it takes the lock. Two of them see the last one, and both take
 * it. two_consumers.c is the repaired one.
 *
 *     lockstep check examples/bugs/two_consumers_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DECLARE_COMPLETION(done);
static DEFINE_MUTEX(lock);
static int items = 1;

static int consumer(void *unused)
{
	if (READ_ONCE(items) > 0) {
		mutex_lock(&lock);
		WRITE_ONCE(items, items - 1);
		mutex_unlock(&lock);
	}
	complete(&done);
	return 0;
}

static int __init two_consumers_init(void)
{
	long i;

	for (i = 0; i < 2; i++) {
		if (IS_ERR(kthread_run(consumer, (void *)i, "consumer/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit two_consumers_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	BUG_ON(items < 0);
}

module_init(two_consumers_init);
module_exit(two_consumers_exit);

MODULE_LICENSE("Dual MIT/GPL");
