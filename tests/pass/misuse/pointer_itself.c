// SPDX-License-Identifier: MIT OR Apache-2.0
/* A lock is taken through a pointer to it. */
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static spinlock_t *chosen = &lock;

static int __init test_init(void)
{
	spin_lock(chosen);
	spin_unlock(chosen);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
