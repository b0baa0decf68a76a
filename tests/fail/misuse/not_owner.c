// SPDX-License-Identifier: MIT OR Apache-2.0
/* A thread unlocks a mutex that another holds. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static DECLARE_COMPLETION(locked);
static DECLARE_COMPLETION(released);
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	mutex_lock(&lock);
	complete(&locked);
	wait_for_completion(&released);
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	wait_for_completion(&locked);
	mutex_unlock(&lock); //~ ERROR misuse
	complete(&released);
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
