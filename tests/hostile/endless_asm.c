// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 soft-lockup
/* Two instructions that jump to each other, which no compiler has seen. */
#include <linux/module.h>

static void attack(void)
{
	asm volatile("1: nop; jmp 1b");
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
