// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* Everything is enabled that was never disabled. */
#include <linux/bottom_half.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static void attack(void)
{
	int i;

	for (i = 0; i < 300; i++) {
		preempt_enable();
		local_bh_enable();
	}
	local_irq_enable();
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
