// SPDX-License-Identifier: MIT OR Apache-2.0
// check: --faults alloc
/* Each of two allocations is checked, and the first is given back where the second fails. */
#include <linux/module.h>
#include <linux/slab.h>

static char *first, *second;

static int __init test_init(void)
{
	first = kmalloc(16, GFP_KERNEL);
	if (!first)
		return -ENOMEM;
	second = kzalloc(16, GFP_KERNEL);
	if (!second) {
		kfree(first);
		return -ENOMEM;
	}
	second[0] = 1;
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
