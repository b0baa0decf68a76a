// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* An address that is not canonical is written. */
#include <linux/module.h>

static long *pointer = (long *)0xdead4ead00000000;

static void attack(void)
{
	*pointer = 1;
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
