// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* A module without an exit function: it stays. */
#include <linux/module.h>

static void attack(void)
{
	pr_info("here to stay\n");
}

static int __init hostile_init(void)
{
	attack();
	return 0;
}

module_init(hostile_init);

MODULE_LICENSE("Dual MIT/GPL");
