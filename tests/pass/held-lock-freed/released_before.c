// SPDX-License-Identifier: MIT OR Apache-2.0
/* The lock is released before its object is freed, while the lock beside it is still held. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct account {
	int balance;
	struct mutex lock;
};

static DEFINE_MUTEX(all);

static int __init demo_init(void)
{
	struct account *account = kzalloc(sizeof(*account), GFP_KERNEL);
	struct account *other = kzalloc(sizeof(*other), GFP_KERNEL);

	if (!account || !other)
		goto out;
	mutex_init(&account->lock);
	mutex_init(&other->lock);
	mutex_lock(&all);
	mutex_lock(&other->lock);
	mutex_lock(&account->lock);
	account->balance++;
	mutex_unlock(&account->lock);
	kfree(account);
	account = NULL;
	mutex_unlock(&other->lock);
	mutex_unlock(&all);
out:
	kfree(account);
	kfree(other);
	return 0;
}

static void __exit demo_exit(void)
{
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
