// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
// check: --executions 5
/* All memory is allocated, until there is none, and freed again. */
#include <linux/module.h>
#include <linux/slab.h>

static void attack(void)
{
	void **list = NULL, **object;

	while ((object = kmalloc(1 << 20, GFP_KERNEL | __GFP_NOWARN))) {
		*object = list;
		list = object;
	}
	while ((object = list)) {
		list = *object;
		kfree(object);
	}
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
