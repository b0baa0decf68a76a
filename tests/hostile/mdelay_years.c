// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0|1 soft-lockup
/* A busy wait of centuries. */
#include <linux/delay.h>
#include <linux/module.h>

static void attack(void)
{
	mdelay(-1ul);
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
