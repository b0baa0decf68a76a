// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* The tool's thread-local memory is overwritten. */
#include <linux/module.h>

static void attack(void)
{
	long i;

	for (i = -4096; i < 1024; i += 8)
		asm volatile("movq $0x41, %%fs:(%0)" : : "r"(i) : "memory");
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
