// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A spinlock in memory of its own, initialised at run time. It is given back before its memory is freed.
 *
 *     lockstep run examples/spinlock/spin_dynamic.c
 *     lockstep check examples/spinlock/spin_dynamic.c
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static int __init spin_dynamic_init(void)
{
	spinlock_t *lock;

	lock = kmalloc(sizeof(*lock), GFP_KERNEL);
	if (!lock)
		return -ENOMEM;
	spin_lock_init(lock);

	spin_lock(lock);
	pr_info("spin_dynamic: the critical region begins\n");
	pr_info("spin_dynamic: the critical region ends\n");
	spin_unlock(lock);

	kfree(lock);
	return 0;
}

static void __exit spin_dynamic_exit(void)
{
}

module_init(spin_dynamic_init);
module_exit(spin_dynamic_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Takes a spinlock in allocated memory");
