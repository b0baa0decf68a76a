// SPDX-License-Identifier: MIT OR Apache-2.0
/* A per-CPU pointer is used as if it were the address of a copy. */
#include <linux/module.h>
#include <linux/percpu.h>

static int __percpu *counts;

static int __init test_init(void)
{
	counts = alloc_percpu(int);
	if (!counts)
		return -ENOMEM;
	*counts = 1; //~ ERROR out-of-bounds
	return 0;
}

static void __exit test_exit(void)
{
	free_percpu(counts);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
