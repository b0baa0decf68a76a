// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* Eight bytes are read, the last of which lie beyond the end of all memory. */
#include <linux/module.h>

static long *pointer = (long *)(0x40000000 - 4);

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
