// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two threads each see that nobody is inside, and enter, under a lock. */
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static int inside;
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	mutex_lock(&lock);
	WARN_ON(inside);
	inside++;
	inside--;
	mutex_unlock(&lock);
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	mutex_lock(&lock);
	WARN_ON(inside);
	inside++;
	inside--;
	mutex_unlock(&lock);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(one, NULL, "one");
	kthread_run(other, NULL, "other");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
