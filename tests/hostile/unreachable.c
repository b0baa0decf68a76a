// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* The end of a function that cannot be reached is reached. */
#include <linux/module.h>

static noinline void fall(void)
{
	asm volatile("ud2");
	__builtin_unreachable();
}

static void attack(void)
{
	fall();
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
