// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* A format that is NULL. */
#include <linux/module.h>

static const char *volatile format;

static void attack(void)
{
	printk(format);
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
