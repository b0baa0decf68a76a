// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops|stack-overflow|out-of-bounds
/* What lies above the stack of a context, the stacks of others among it, is written. */
#include <linux/module.h>

static void attack(void)
{
	long local = 0, *address = &local;

	for (address += 1 << 13; address < &local + (1 << 19); address += 64)
		*address = 0x4141414141414141;
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
