// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0|1 soft-lockup
// check: --executions 2
/* A million allocations, each freed. */
#include <linux/module.h>
#include <linux/slab.h>

static void attack(void)
{
	int i;

	for (i = 0; i < 1000000; i++)
		kfree(kmalloc(64, GFP_KERNEL));
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
