// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* A function is called as if it had other arguments. */
#include <linux/module.h>

static int add(int *a, int *b)
{
	return *a + *b;
}

static void attack(void)
{
	pr_info("%d\n", ((int (*)(long, long))(void *)add)(1, 2));
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
