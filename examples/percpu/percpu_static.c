// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Per-CPU variables that are made at compile time: a plain one, an array for each CPU, and one that is declared before
 * it is defined, as a header would do. Each CPU has a copy, all copies begin with the same value.
 *
 *     lockstep run examples/percpu/percpu_static.c
 *     lockstep check examples/percpu/percpu_static.c
 */
#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/percpu.h>

DECLARE_PER_CPU(long, balance);

static DEFINE_PER_CPU(int, visits);
static DEFINE_PER_CPU(int[3], scores);
DEFINE_PER_CPU(long, balance) = 100;

static int __init percpu_static_init(void)
{
	int cpu;

	for_each_online_cpu(cpu) {
		per_cpu(visits, cpu) = cpu + 1;
		per_cpu(scores, cpu)[2] = 10 * cpu;
		per_cpu(balance, cpu) += cpu;
	}
	for_each_online_cpu(cpu)
		pr_info("percpu_static: CPU %d: %d visits, scores %d %d %d, balance %ld\n", cpu, per_cpu(visits, cpu),
			per_cpu(scores, cpu)[0], per_cpu(scores, cpu)[1], per_cpu(scores, cpu)[2],
			per_cpu(balance, cpu));
	pr_info("percpu_static: an array of %zu integers on each CPU\n", ARRAY_SIZE(scores));
	return 0;
}

static void __exit percpu_static_exit(void)
{
}

module_init(percpu_static_init);
module_exit(percpu_static_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Makes per-CPU variables at compile time");
