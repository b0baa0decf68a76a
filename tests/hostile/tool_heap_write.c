// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* Addresses at which a process has its heap, stack and libraries are written. */
#include <linux/module.h>

static unsigned long address = 0x7f0000001000;
module_param(address, ulong, 0444);

static void attack(void)
{
	*(long *)address = 1;
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
