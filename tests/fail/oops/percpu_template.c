// SPDX-License-Identifier: MIT OR Apache-2.0
/* A per-CPU variable is used as if it were an ordinary one. */
#include <linux/module.h>
#include <linux/percpu.h>

static DEFINE_PER_CPU(int, count);

static int __init test_init(void)
{
	count = 1; //~ ERROR oops
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
