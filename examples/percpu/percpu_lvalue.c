// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * What may stand on the left of an assignment is an lvalue: something that has a place in memory. A variable is one;
 * 4 and (var + 1) are not, and the compiler refuses `4 = var;` and `(var + 1) = 4;`. get_cpu_var() gives an lvalue,
 * this CPU's copy itself: it can be assigned to, incremented, and its address can be taken, until put_cpu_var().
 *
 *     lockstep run examples/percpu/percpu_lvalue.c
 *     lockstep check examples/percpu/percpu_lvalue.c
 */
#include <linux/module.h>
#include <linux/percpu.h>

static DEFINE_PER_CPU(int, hits);

static int __init percpu_lvalue_init(void)
{
	int var, *place;

	var = 4;
	get_cpu_var(hits) = var;
	put_cpu_var(hits);

	get_cpu_var(hits)++;
	put_cpu_var(hits);

	place = &get_cpu_var(hits);
	*place += 2;
	pr_info("percpu_lvalue: var %d, hits %d\n", var, *place);
	put_cpu_var(hits);
	return 0;
}

static void __exit percpu_lvalue_exit(void)
{
}

module_init(percpu_lvalue_init);
module_exit(percpu_lvalue_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Assigns to this CPU's copy");
