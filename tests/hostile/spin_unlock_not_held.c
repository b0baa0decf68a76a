// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 misuse
/* A spinlock that nobody holds is unlocked. */
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static void attack(void)
{
	spin_unlock(&lock);
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
