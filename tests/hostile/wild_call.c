// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* A number is called. */
#include <linux/module.h>

static void (*handler)(void) = (void (*)(void))0x123456789000;

static void attack(void)
{
	handler();
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
