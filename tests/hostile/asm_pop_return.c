// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops|stack-overflow
/* The return address is popped, so that the caller is left out. */
#include <linux/module.h>

static noinline void skip(void)
{
	asm volatile("leave; addq $8, %%rsp; leave; addq $8, %%rsp; ret" ::: "memory");
}

static void attack(void)
{
	skip();
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
