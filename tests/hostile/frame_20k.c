// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 stack-overflow
/* A frame that is larger than a kernel stack, but not by much. */
#include <linux/module.h>

static void attack(void)
{
	char a[20 << 10];

	memset(a, 0, sizeof(a));
	pr_info("%d\n", a[100]);
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
