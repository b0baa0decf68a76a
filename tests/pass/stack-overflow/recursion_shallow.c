// SPDX-License-Identifier: MIT OR Apache-2.0
/* A recursion that a kernel stack has room for. */
#include <linux/module.h>
#include <linux/string.h>

static int depth = 40;
module_param(depth, int, 0444);

static int sum(int n)
{
	char local[200];

	memset(local, n, sizeof(local));
	return n ? sum(n - 1) + local[n % 200] : 0;
}

static void attempt(void)
{
	pr_info("%d\n", sum(depth));
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
