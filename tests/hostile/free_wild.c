// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 invalid-free|oops
/* A number is freed. */
#include <linux/module.h>
#include <linux/slab.h>

static void *object = (void *)0xffff888012345678;

static void attack(void)
{
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
