// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0|3
/* The init function returns a positive number, which Linux takes with a warning. */
#include <linux/module.h>

static int __init hostile_init(void)
{
	return 42;
}

static void __exit hostile_exit(void)
{
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
