// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* Sizes that no kernel has are asked for. */
#include <linux/module.h>
#include <linux/slab.h>

static void attack(void)
{
	kfree(kmalloc(1ul << 40, GFP_KERNEL | __GFP_NOWARN));
	kfree(kmalloc(-1ul, GFP_KERNEL | __GFP_NOWARN));
	kfree(kcalloc(1ul << 33, 1ul << 33, GFP_KERNEL | __GFP_NOWARN));
	kfree(kmalloc(0, GFP_KERNEL));
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
