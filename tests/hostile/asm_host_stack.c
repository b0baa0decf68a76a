// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* Whatever the registers of the caller point to is overwritten. */
#include <linux/module.h>

static void attack(void)
{
	unsigned long sp = (unsigned long)__builtin_frame_address(0), address;

	for (address = sp; address < (sp | 0xffff) + 0x20000; address += 8)
		asm volatile("movq $0x41, (%0)" : : "r"(address) : "memory");
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
