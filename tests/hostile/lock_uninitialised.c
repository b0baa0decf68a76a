// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 misuse
/* A lock that nobody initialised is taken. */
#include <linux/module.h>
#include <linux/spinlock.h>

static spinlock_t lock;

static void attack(void)
{
	spin_lock(&lock);
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
