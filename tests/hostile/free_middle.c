// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 invalid-free
/* The middle of an object is freed. */
#include <linux/module.h>
#include <linux/slab.h>

static void attack(void)
{
	char *object = kmalloc(16, GFP_KERNEL);

	if (object)
		kfree(object + 8);
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
