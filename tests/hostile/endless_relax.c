// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 soft-lockup|hang|deadlock
/* A loop waits for what nobody does. */
#include <linux/module.h>

static int flag;

static void attack(void)
{
	while (!READ_ONCE(flag))
		cpu_relax();
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
