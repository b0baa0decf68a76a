// SPDX-License-Identifier: MIT OR Apache-2.0
/* Per-CPU memory is freed twice. */
#include <linux/module.h>
#include <linux/percpu.h>

static int __percpu *counts;

static int __init test_init(void)
{
	counts = alloc_percpu(int);
	free_percpu(counts);
	return 0;
}

static void __exit test_exit(void)
{
	free_percpu(counts); //~ ERROR invalid-free
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
