// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 3
/* The init function fails. */
#include <linux/module.h>

static int __init hostile_init(void)
{
	pr_err("no such device\n");
	return -ENODEV;
}

static void __exit hostile_exit(void)
{
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
