// SPDX-License-Identifier: MIT OR Apache-2.0
/* A loop counts a while and ends. */
#include <linux/module.h>

static int i;

static void attempt(void)
{
	for (i = 10000; i >= 0; i--)
		;
}

static int __init test_init(void)
{
	attempt();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
