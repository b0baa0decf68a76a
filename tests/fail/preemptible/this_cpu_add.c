// SPDX-License-Identifier: MIT OR Apache-2.0
/* Per-CPU data are changed by operations that expect to stay on the CPU. */
#include <linux/module.h>
#include <linux/percpu.h>

struct pair {
	int a, b;
};

static DEFINE_PER_CPU(int, count);
static DEFINE_PER_CPU(struct pair, pair);

static int __init test_init(void)
{
	__this_cpu_add(count, 2); //~ ERROR preemptible
	this_cpu_ptr(&pair)->a = 1; //~ ERROR preemptible
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
