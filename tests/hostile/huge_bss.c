// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 3
/* A variable of a gibibyte. */
#include <linux/module.h>

static char huge[1 << 30];

static void attack(void)
{
	huge[0] = 1;
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
