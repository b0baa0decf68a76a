// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Every CPU's copy of a counter is read, the own one is set to 10, and all are read again: one of them is 10. Nobody
 * else is about, so that looking at other CPUs' copies needs no lock; percpu_remote_bug.c shows what happens otherwise.
 * The numbers of CPUs may have holes: a loop runs up to nr_cpu_ids and skips those that are not online.
 *
 *     lockstep run examples/percpu/percpu_remote.c
 *     lockstep check examples/percpu/percpu_remote.c
 */
#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>

static DEFINE_PER_CPU(int, counter);

static void print_all(void)
{
	unsigned int cpu;

	for (cpu = 0; cpu < nr_cpu_ids; cpu++)
		if (cpu_online(cpu))
			pr_info("percpu_remote: CPU %u has %d\n", cpu, per_cpu(counter, cpu));
}

static int __init percpu_remote_init(void)
{
	pr_info("percpu_remote: %u CPUs are online\n", num_online_cpus());
	print_all();

	get_cpu_var(counter) = 10;
	pr_info("percpu_remote: CPU %d sets its copy to 10\n", smp_processor_id());
	put_cpu_var(counter);

	print_all();
	return 0;
}

static void __exit percpu_remote_exit(void)
{
}

module_init(percpu_remote_init);
module_exit(percpu_remote_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Reads all copies of a per-CPU variable");
