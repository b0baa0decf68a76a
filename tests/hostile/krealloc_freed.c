// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 invalid-free|use-after-free
/* An object that was freed is enlarged. */
#include <linux/module.h>
#include <linux/slab.h>

static void attack(void)
{
	char *object = kmalloc(16, GFP_KERNEL);

	kfree(object);
	object = krealloc(object, 32, GFP_KERNEL);
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
