// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops|stack-overflow
/* The stack pointer is set to zero and the kernel is called. */
#include <linux/module.h>

static int value;

static void attack(void)
{
	asm volatile("xorl %%esp, %%esp" ::: "memory");
	value = 1;
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
