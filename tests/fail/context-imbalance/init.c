// SPDX-License-Identifier: MIT OR Apache-2.0
/* The init function turns preemption off and never on again. */
#include <linux/module.h>
#include <linux/smp.h>

static int cpu;

static int __init demo_init(void)
{
	cpu = get_cpu(); //~ ERROR context-imbalance
	return 0;
}

static void __exit demo_exit(void)
{
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
