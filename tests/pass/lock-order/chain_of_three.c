// SPDX-License-Identifier: MIT OR Apache-2.0
/* Three locks in one order; a trylock, which does not wait, may be in another. */
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(first);
static DEFINE_SPINLOCK(second);
static DEFINE_SPINLOCK(third);

static int __init test_init(void)
{
	spin_lock(&first);
	spin_lock(&second);
	spin_unlock(&second);
	spin_unlock(&first);
	spin_lock(&second);
	spin_lock(&third);
	spin_unlock(&third);
	spin_unlock(&second);
	return 0;
}

static void __exit test_exit(void)
{
	spin_lock(&third);
	if (spin_trylock(&first))
		spin_unlock(&first);
	spin_unlock(&third);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
