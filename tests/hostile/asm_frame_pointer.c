// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops|stack-overflow
/* The frame pointer is lost. */
#include <linux/module.h>

static int value;

static void attack(void)
{
	volatile int local[16];

	asm volatile("movabsq $0x4141414141414141, %%rbp" ::: "memory");
	value = 1;
	local[3] = 1;
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
