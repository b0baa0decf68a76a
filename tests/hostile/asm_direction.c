// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0|1 oops
/* The direction flag is left set, which every copy after it obeys. */
#include <linux/module.h>

static char a[65536], b[65536];

static void attack(void)
{
	asm volatile("std" ::: "memory");
	memcpy(a, b, sizeof(a));
	pr_info("backwards\n");
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
