// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* The process is ended by the old system call instruction. */
#include <linux/module.h>

static void attack(void)
{
	asm volatile("int $0x80" : : "a"(1), "b"(0));
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
