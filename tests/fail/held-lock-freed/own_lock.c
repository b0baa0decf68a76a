// SPDX-License-Identifier: MIT OR Apache-2.0
/* An object is freed with its own lock held. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct account {
	int balance;
	struct mutex lock;
};

static int __init demo_init(void)
{
	struct account *account = kzalloc(sizeof(*account), GFP_KERNEL);

	if (!account)
		return -ENOMEM;
	mutex_init(&account->lock);
	mutex_lock(&account->lock);
	account->balance++;
	kfree(account); //~ ERROR held-lock-freed
	mutex_unlock(&account->lock); //~ ERROR use-after-free
	return 0;
}

static void __exit demo_exit(void)
{
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
