// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* The first bytes of the module's part of memory, where the doors of the kernel are, are written. */
#include <linux/module.h>

static void attack(void)
{
	unsigned long address;

	for (address = 0x20100000; address < 0x20104000; address += 8)
		asm volatile("movq $0, (%0)" : : "r"(address) : "memory");
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
