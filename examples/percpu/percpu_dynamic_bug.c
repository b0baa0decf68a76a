// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A per-CPU integer is allocated between get_cpu() and put_cpu(): the allocation may sleep, and there a thread must
 * not, since its CPU is not allowed to run another. percpu_dynamic.c allocates before.
 *
 *     lockstep run examples/percpu/percpu_dynamic_bug.c
 *     lockstep check examples/percpu/percpu_dynamic_bug.c
 */
#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>

static int __percpu *counter;

static int __init percpu_dynamic_bug_init(void)
{
	int cpu;

	cpu = get_cpu();
	counter = alloc_percpu(int);
	if (!counter) {
		put_cpu();
		return -ENOMEM;
	}
	pr_info("percpu_dynamic_bug: on CPU %d\n", cpu);
	*per_cpu_ptr(counter, cpu) = 1000;
	put_cpu();

	for_each_online_cpu(cpu)
		pr_info("percpu_dynamic_bug: CPU %d has %d\n", cpu, *per_cpu_ptr(counter, cpu));
	return 0;
}

static void __exit percpu_dynamic_bug_exit(void)
{
	free_percpu(counter);
}

module_init(percpu_dynamic_bug_init);
module_exit(percpu_dynamic_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Sleeps where it must not");
