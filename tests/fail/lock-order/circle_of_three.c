// SPDX-License-Identifier: MIT OR Apache-2.0
/* Three locks, each taken under another, by one task at different times. */
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(first);
static DEFINE_SPINLOCK(second);
static DEFINE_SPINLOCK(third);

static int __init test_init(void)
{
	spin_lock(&first); //~ ERROR lock-order
	spin_lock(&second); //~ ERROR lock-order
	spin_unlock(&second);
	spin_unlock(&first);
	spin_lock(&second); //~ ERROR lock-order
	spin_lock(&third); //~ ERROR lock-order
	spin_unlock(&third);
	spin_unlock(&second);
	return 0;
}

static void __exit test_exit(void)
{
	spin_lock(&third); //~ ERROR lock-order
	spin_lock(&first); //~ ERROR lock-order
	spin_unlock(&first);
	spin_unlock(&third);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
