// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 invalid-free
/* An object is freed twice. */
#include <linux/module.h>
#include <linux/slab.h>

static void attack(void)
{
	char *object = kmalloc(16, GFP_KERNEL);

	kfree(object);
	kfree(object);
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
