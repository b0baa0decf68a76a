// SPDX-License-Identifier: MIT OR Apache-2.0
/* A thread waits for another before it takes the mutex. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static DECLARE_COMPLETION(ready);
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	wait_for_completion(&ready);
	mutex_lock(&lock);
	mutex_unlock(&lock);
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	mutex_lock(&lock);
	mutex_unlock(&lock);
	complete(&ready);
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
