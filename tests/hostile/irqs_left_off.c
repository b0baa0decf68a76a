// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 context-imbalance
/* The init function returns with interrupts off, bottom halves off and preemption off. */
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static void attack(void)
{
	preempt_disable();
	local_bh_disable();
	local_irq_disable();
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
