// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 2|3
// check: count=many
/* A parameter that is no number. */
#include <linux/module.h>

static int count;
module_param(count, int, 0444);

static void attack(void)
{
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
