// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * for_each_online_cpu() goes through the CPUs that are there, whatever their numbers are. The copies begin with 5, and
 * that of the CPU that the module is loaded on becomes 10.
 *
 *     lockstep run examples/percpu/percpu_online.c
 *     lockstep run examples/percpu/percpu_online.c --cpus 6
 *     lockstep check examples/percpu/percpu_online.c
 */
#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>

static DEFINE_PER_CPU(long, quota) = 5;

static void print_all(void)
{
	int cpu;

	for_each_online_cpu(cpu)
		pr_info("percpu_online: CPU %d has %ld\n", cpu, per_cpu(quota, cpu));
}

static int __init percpu_online_init(void)
{
	print_all();

	get_cpu_var(quota) = 10;
	pr_info("percpu_online: CPU %d sets its copy to 10\n", smp_processor_id());
	put_cpu_var(quota);

	print_all();
	return 0;
}

static void __exit percpu_online_exit(void)
{
}

module_init(percpu_online_init);
module_exit(percpu_online_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Goes through the CPUs that are online");
