// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* strlen() is given a number. */
#include <linux/module.h>

static unsigned long name = 0xffff888012345678;

static void attack(void)
{
	pr_info("%zu\n", strlen((char *)name));
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
