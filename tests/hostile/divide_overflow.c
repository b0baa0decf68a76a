// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* A division whose result does not fit. */
#include <linux/module.h>

static int minus = -1;

static void attack(void)
{
	pr_info("%d\n", INT_MIN / minus);
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
