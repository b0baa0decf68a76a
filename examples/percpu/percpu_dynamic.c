// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A per-CPU integer is allocated, the own copy is set to 1000, all copies are printed: 0 but for one. The memory is
 * allocated before get_cpu(), since allocation may sleep; percpu_dynamic_bug.c does it the other way round.
 *
 *     lockstep run examples/percpu/percpu_dynamic.c --cpus 6
 *     lockstep check examples/percpu/percpu_dynamic.c
 */
#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>

static int __percpu *counter;

static int __init percpu_dynamic_init(void)
{
	int cpu;

	counter = alloc_percpu(int);
	if (!counter)
		return -ENOMEM;

	cpu = get_cpu();
	pr_info("percpu_dynamic: on CPU %d\n", cpu);
	*per_cpu_ptr(counter, cpu) = 1000;
	put_cpu();

	for_each_online_cpu(cpu)
		pr_info("percpu_dynamic: CPU %d has %d\n", cpu, *per_cpu_ptr(counter, cpu));
	return 0;
}

static void __exit percpu_dynamic_exit(void)
{
	free_percpu(counter);
}

module_init(percpu_dynamic_init);
module_exit(percpu_dynamic_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Allocates an integer for each CPU");
