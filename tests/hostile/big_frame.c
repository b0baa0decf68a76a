// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 stack-overflow
/* One frame of a megabyte. */
#include <linux/module.h>

static void attack(void)
{
	volatile char a[1 << 20];

	a[0] = 1;
	a[sizeof(a) - 1] = a[0];
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
