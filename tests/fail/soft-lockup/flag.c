// SPDX-License-Identifier: MIT OR Apache-2.0
/* A loop waits for a flag that nobody sets. */
#include <linux/module.h>

static int ready;

static void attempt(void)
{
	while (!READ_ONCE(ready)) //~ ERROR soft-lockup
		cpu_relax();
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
