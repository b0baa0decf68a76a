// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* A variable is called. */
#include <linux/module.h>

static long data = -1;

static void attack(void)
{
	((void (*)(void))&data)();
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
