// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
// check: --executions 3
/* A hundred thousand lines. */
#include <linux/module.h>

static void attack(void)
{
	int i;

	for (i = 0; i < 100000; i++)
		pr_info("line %d of many\n", i);
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
