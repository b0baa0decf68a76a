// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* The tool's thread-local memory is moved away. */
#include <linux/module.h>

static void attack(void)
{
	asm volatile("wrfsbase %0" : : "r"(0ul));
	pr_info("alive\n");
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
