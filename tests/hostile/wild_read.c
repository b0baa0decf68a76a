// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* A pointer of a removed list entry is read. */
#include <linux/module.h>

#include <linux/poison.h>

static long *pointer = LIST_POISON1;

static void attack(void)
{
	pr_info("%ld\n", *pointer);
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
