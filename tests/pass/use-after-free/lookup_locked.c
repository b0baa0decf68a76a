// SPDX-License-Identifier: MIT OR Apache-2.0
/* An object is looked up and used under the lock. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

static DEFINE_MUTEX(lock);
static int *object;
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	mutex_lock(&lock);
	if (object)
		*object = 1;
	mutex_unlock(&lock);
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	mutex_lock(&lock);
	kfree(object);
	object = NULL;
	mutex_unlock(&lock);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	object = kzalloc(sizeof(*object), GFP_KERNEL);
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
