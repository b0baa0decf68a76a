// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A spinlock that is made at compile time, taken and given back in init. Between the two lines preemption is off,
 * and any other CPU that wants the lock spins.
 *
 *     lockstep run examples/spinlock/spin_static.c
 *     lockstep check examples/spinlock/spin_static.c
 */
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static int __init spin_static_init(void)
{
	spin_lock(&lock);
	pr_info("spin_static: the critical region begins\n");
	pr_info("spin_static: the critical region ends\n");
	spin_unlock(&lock);
	return 0;
}

static void __exit spin_static_exit(void)
{
}

module_init(spin_static_init);
module_exit(spin_static_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Takes a spinlock");
