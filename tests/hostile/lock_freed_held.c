// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 misuse|use-after-free|held-lock-freed
/* An object is freed while the lock in it is held, and then unlocked. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct box {
	spinlock_t lock;
	int value;
};

static void attack(void)
{
	struct box *box = kmalloc(sizeof(*box), GFP_KERNEL);

	if (!box)
		return;
	spin_lock_init(&box->lock);
	spin_lock(&box->lock);
	kfree(box);
	spin_unlock(&box->lock);
}

static int __init hostile_init(void)
{
	attack();
	return 0;
}

static void __exit hostile_exit(void)
{
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
