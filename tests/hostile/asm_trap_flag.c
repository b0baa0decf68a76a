// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0|1 oops|bug
/* Single steps are switched on. */
#include <linux/module.h>

static void attack(void)
{
	asm volatile("pushfq; orl $0x100, (%%rsp); popfq; nop" ::: "memory", "cc");
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
