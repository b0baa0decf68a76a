// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* The tool's own cells at the start of the module's address space are written. */
#include <linux/module.h>

static unsigned long address = 0x20000000;
module_param(address, ulong, 0444);

static void attack(void)
{
	int i;

	for (i = 0; i < 4; i++)
		((long *)address)[i] = 0x4141414141414141;
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
