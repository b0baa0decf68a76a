// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* %s of a wild pointer. */
#include <linux/module.h>

static unsigned long name = 0xffff888012345678;

static void attack(void)
{
	pr_info("%s\n", (char *)name);
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
