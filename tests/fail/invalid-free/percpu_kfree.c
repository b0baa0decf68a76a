// SPDX-License-Identifier: MIT OR Apache-2.0
/* Per-CPU memory is given to kfree(). */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>

static int __init test_init(void)
{
	int *counts = alloc_percpu(int);

	kfree(counts); //~ ERROR invalid-free
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
