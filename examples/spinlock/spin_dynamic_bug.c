// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A spinlock in memory of its own, and the unlock is given the address of the pointer: another lock, which nobody
 * holds. The one that is held is freed. spin_dynamic.c repairs it.
 *
 *     lockstep run examples/spinlock/spin_dynamic_bug.c
 *     lockstep check examples/spinlock/spin_dynamic_bug.c
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static spinlock_t *lock;

static int __init spin_dynamic_bug_init(void)
{
	lock = kmalloc(sizeof(*lock), GFP_KERNEL);
	if (!lock)
		return -ENOMEM;
	spin_lock_init(lock);

	spin_lock(lock);
	pr_info("spin_dynamic_bug: the critical region begins\n");
	pr_info("spin_dynamic_bug: the critical region ends\n");
	spin_unlock((spinlock_t *)&lock);

	kfree(lock);
	return 0;
}

static void __exit spin_dynamic_bug_exit(void)
{
}

module_init(spin_dynamic_bug_init);
module_exit(spin_dynamic_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Gives back another lock than it took");
