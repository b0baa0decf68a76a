// SPDX-License-Identifier: MIT OR Apache-2.0
/* A lock is initialised while it is held. */
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static void attempt(void)
{
	spin_lock(&lock); //~ ERROR lock-held-at-exit
	spin_lock_init(&lock); //~ ERROR misuse
}

static int __init test_init(void)
{
	attempt();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
