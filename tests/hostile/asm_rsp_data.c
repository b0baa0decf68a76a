// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops|stack-overflow
/* The stack pointer is set into a variable and the kernel is called. */
#include <linux/module.h>
#include <linux/mutex.h>

static long stack[4096];
static int value;

static void attack(void)
{
	asm volatile("movq %0, %%rsp" : : "r"(&stack[2048]) : "memory");
	value = 1;
	for (;;)
		mutex_lock((struct mutex *)stack);
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
