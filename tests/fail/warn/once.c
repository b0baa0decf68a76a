// SPDX-License-Identifier: MIT OR Apache-2.0
/* A warning that comes once, and what follows it. */
#include <linux/bug.h>
#include <linux/module.h>

static int bad = 1;

static void attempt(void)
{
	int i;

	for (i = 0; i < 3; i++)
		WARN_ONCE(bad, "bad is %d\n", bad); //~ ERROR warn
	if (WARN_ON(bad > 1))
		pr_info("not here\n");
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
