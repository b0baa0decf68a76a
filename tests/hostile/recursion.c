// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 stack-overflow
/* A function calls itself without end. */
#include <linux/module.h>

static int depth;

static int down(int n)
{
	char local[64];

	depth = n;
	memset(local, n, sizeof(local));
	return down(n + 1) + local[n % 64];
}

static void attack(void)
{
	pr_info("%d\n", down(0));
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
