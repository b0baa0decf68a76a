// SPDX-License-Identifier: MIT OR Apache-2.0
/* A loop waits until some time has passed. */
#include <linux/jiffies.h>
#include <linux/module.h>

static void attempt(void)
{
	unsigned long end = jiffies + HZ;

	while (time_before(jiffies, end))
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
