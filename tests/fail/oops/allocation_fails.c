// SPDX-License-Identifier: MIT OR Apache-2.0
// check: --faults alloc
/* The second of two allocations is not checked. */
#include <linux/module.h>
#include <linux/slab.h>

static char *first, *second;

static int __init test_init(void)
{
	first = kmalloc(16, GFP_KERNEL);
	if (!first)
		return -ENOMEM;
	second = kzalloc(16, GFP_KERNEL);
	second[0] = 1; //~ ERROR oops
	return 0;
}

static void __exit test_exit(void)
{
	kfree(second);
	kfree(first);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
