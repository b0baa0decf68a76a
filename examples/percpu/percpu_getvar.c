// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A per-CPU long that starts at 5 is read and incremented, and read again. The second value is 6, or 5 if the thread
 * was moved to another CPU between the two sections: get_cpu_var() keeps it where it is only until put_cpu_var().
 *
 *     lockstep run examples/percpu/percpu_getvar.c
 *     lockstep check examples/percpu/percpu_getvar.c
 */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>

static DEFINE_PER_CPU(long, tickets) = 5;

static int __init percpu_getvar_init(void)
{
	pr_info("percpu_getvar: tickets = %ld\n", get_cpu_var(tickets)++);
	pr_info("percpu_getvar: on CPU %d\n", smp_processor_id());
	put_cpu_var(tickets);

	pr_info("percpu_getvar: tickets = %ld\n", get_cpu_var(tickets));
	pr_info("percpu_getvar: on CPU %d\n", smp_processor_id());
	put_cpu_var(tickets);
	return 0;
}

static void __exit percpu_getvar_exit(void)
{
	pr_info("percpu_getvar: gone\n");
}

module_init(percpu_getvar_init);
module_exit(percpu_getvar_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Uses its CPU's copy of a variable");
