// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Per-CPU memory that is allocated at run time. alloc_percpu() is told a type, __alloc_percpu() its size and alignment;
 * both return one pointer that stands for all copies. get_cpu_ptr() leads to the own copy and keeps the thread on its
 * CPU until put_cpu_ptr(), per_cpu_ptr() leads to any copy, and free_percpu() gives all of them back at once.
 *
 *     lockstep run examples/percpu/percpu_dynamic_forms.c
 *     lockstep check examples/percpu/percpu_dynamic_forms.c
 */
#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/percpu.h>

struct traffic {
	unsigned long packets;
	unsigned long bytes;
};

static struct traffic __percpu *in, *out;

static void count(struct traffic __percpu *traffic, unsigned long bytes)
{
	struct traffic *mine = get_cpu_ptr(traffic);

	mine->packets++;
	mine->bytes += bytes;
	put_cpu_ptr(traffic);
}

static void print(const char *name, struct traffic __percpu *traffic)
{
	struct traffic sum = {};
	int cpu;

	for_each_possible_cpu(cpu) {
		struct traffic *one = per_cpu_ptr(traffic, cpu);

		sum.packets += one->packets;
		sum.bytes += one->bytes;
	}
	pr_info("percpu_dynamic_forms: %s: %lu packets, %lu bytes\n", name, sum.packets, sum.bytes);
}

static int __init percpu_dynamic_forms_init(void)
{
	in = alloc_percpu(struct traffic);
	if (!in)
		return -ENOMEM;
	out = __alloc_percpu(sizeof(struct traffic), __alignof__(struct traffic));
	if (!out) {
		free_percpu(in);
		return -ENOMEM;
	}

	count(in, 60);
	count(in, 1500);
	count(out, 40);
	print("in", in);
	print("out", out);
	return 0;
}

static void __exit percpu_dynamic_forms_exit(void)
{
	free_percpu(out);
	free_percpu(in);
}

module_init(percpu_dynamic_forms_init);
module_exit(percpu_dynamic_forms_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Allocates per-CPU memory in two ways");
