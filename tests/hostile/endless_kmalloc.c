// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 soft-lockup
/* A loop allocates and never looks at the result. */
#include <linux/module.h>
#include <linux/slab.h>

static void attack(void)
{
	for (;;)
		kmalloc(4096, GFP_KERNEL);
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
