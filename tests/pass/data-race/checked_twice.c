// SPDX-License-Identifier: MIT OR Apache-2.0
/* A value is made by whoever comes first, and looked for before the lock is taken. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

static DEFINE_MUTEX(lock);
static int *object;

static int *get(void)
{
	int *found = smp_load_acquire(&object);

	if (found)
		return found;
	mutex_lock(&lock);
	if (!object) {
		found = kmalloc(sizeof(*found), GFP_KERNEL);
		if (found)
			*found = 42;
		smp_store_release(&object, found);
	}
	found = object;
	mutex_unlock(&lock);
	return found;
}
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	int *mine = get();

	if (mine)
		pr_info("%d\n", *mine);
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	int *mine = get();

	if (mine)
		pr_info("%d\n", *mine);
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
	kfree(object);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
