// SPDX-License-Identifier: MIT OR Apache-2.0
/* Each CPU has a copy of its own; one is set to 10. */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/percpu.h>

static DEFINE_PER_CPU(int, own);
static int before = -1;
static int after = -1;

static int sum(void)
{
	int cpu, all = 0;

	for_each_online_cpu(cpu)
		all += per_cpu(own, cpu);
	return all;
}

static int t1(void *unused)
{
	before = sum();
	get_cpu_var(own) = 10;
	put_cpu_var(own);
	after = sum();
	return 0;
}

static int __init start(void)
{
	if (IS_ERR(kthread_run(t1, NULL, "t1")))
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
