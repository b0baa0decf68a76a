// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops|stack-overflow
/* The stack pointer is moved to the stack of another context. */
#include <linux/module.h>
#include <linux/sched.h>

static int value;

static void attack(void)
{
	asm volatile("subq $0x20000, %%rsp" ::: "memory");
	value = 1;
	schedule();
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
