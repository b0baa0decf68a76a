// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 soft-lockup
/* A loop that writes, without end. */
#include <linux/module.h>

static unsigned long counter;

static void attack(void)
{
	for (;;)
		counter++;
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
