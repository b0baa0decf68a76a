// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* A sleep of 49 days. */
#include <linux/delay.h>
#include <linux/module.h>

static void attack(void)
{
	msleep(-1);
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
