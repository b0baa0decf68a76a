// SPDX-License-Identifier: MIT OR Apache-2.0
/* A copy is used after free_percpu(). */
#include <linux/module.h>
#include <linux/percpu.h>

static int __percpu *counts;

static int __init test_init(void)
{
	counts = alloc_percpu(int);
	return counts ? 0 : -ENOMEM;
}

static void __exit test_exit(void)
{
	free_percpu(counts);
	this_cpu_inc(*counts); //~ ERROR use-after-free
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
