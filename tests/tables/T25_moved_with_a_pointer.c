// SPDX-License-Identifier: MIT OR Apache-2.0
/* A thread takes the address of its CPU's copy, is moved, and writes there from another CPU. */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>

static DEFINE_PER_CPU(int, count);
static struct task_struct *worker_task;
static int took_on = -1;
static int wrote_on = -1;

static int worker(void *unused)
{
	int *own = raw_cpu_ptr(&count);

	took_on = raw_smp_processor_id();
	*own = 5;
	wrote_on = raw_smp_processor_id();
	return 0;
}

static int __init start(void)
{
	if (IS_ERR(worker_task = kthread_run(worker, NULL, "worker")))
		return -ENOMEM;
	set_cpus_allowed_ptr(worker_task, cpumask_of(0));
	return 0;
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
