// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A thread takes a spinlock that it holds: it spins for ever, waiting for itself. Linux says so after 20 seconds
 * (soft lockup), with lockdep at once.
 *
 *     lockstep run examples/spinlock/spin_self_deadlock_bug.c
 *     lockstep check examples/spinlock/spin_self_deadlock_bug.c
 */
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static int __init spin_self_deadlock_bug_init(void)
{
	spin_lock(&lock);
	pr_info("spin_self_deadlock_bug: the critical region begins\n");
	spin_lock(&lock);
	pr_info("spin_self_deadlock_bug: this line is never reached\n");
	spin_unlock(&lock);
	return 0;
}

static void __exit spin_self_deadlock_bug_exit(void)
{
}

module_init(spin_self_deadlock_bug_init);
module_exit(spin_self_deadlock_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Waits for itself");
