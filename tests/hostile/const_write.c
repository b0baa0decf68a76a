// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* A constant is written. */
#include <linux/module.h>

static const int limit = 1;

static void attack(void)
{
	*(volatile int *)&limit = 2;
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
