// SPDX-License-Identifier: MIT OR Apache-2.0
/* What per-CPU operations return and leave behind. */
#include <linux/module.h>
#include <linux/percpu.h>

struct pair {
	int a;
	long b;
};

DEFINE_PER_CPU(int, number) = 5;
DECLARE_PER_CPU(int, number);
EXPORT_PER_CPU_SYMBOL(number);
static DEFINE_PER_CPU(int[3], table);
static DEFINE_PER_CPU(struct pair, pair) = { 1, 2 };
static DEFINE_PER_CPU(void *, pointer) = &pair;

static void statics(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		WARN_ON(per_cpu(number, cpu) != 5);
		WARN_ON(per_cpu(pair, cpu).b != 2 || per_cpu(pointer, cpu) != &pair);
		per_cpu(table, cpu)[1] = cpu;
	}
	for_each_possible_cpu(cpu)
		WARN_ON(per_cpu(table[1], cpu) != cpu);
	WARN_ON(get_cpu_var(number)++ != 5);
	put_cpu_var(number);
	WARN_ON(get_cpu_ptr(&pair)->a != 1);
	put_cpu_ptr(&pair);
}

static void operations(void)
{
	int expected = 3;

	this_cpu_write(number, -2);
	WARN_ON(this_cpu_read(number) != -2);
	this_cpu_add(number, 10);
	this_cpu_sub(number, 3);
	this_cpu_inc(number);
	this_cpu_dec(number);
	WARN_ON(this_cpu_add_return(number, -8) != -3);
	WARN_ON(this_cpu_inc_return(number) != -2 || this_cpu_sub_return(number, 2) != -4);
	this_cpu_or(number, 1);
	this_cpu_and(number, 7);
	WARN_ON(this_cpu_xchg(number, 7) != 5 || this_cpu_cmpxchg(number, 7, 9) != 7);
	WARN_ON(this_cpu_cmpxchg(number, 7, 1) != 9 || this_cpu_read(number) != 9);
	WARN_ON(this_cpu_try_cmpxchg(number, &expected, 4) || expected != 9);
	WARN_ON(!this_cpu_try_cmpxchg(number, &expected, 4));
	this_cpu_inc(table[2]);
	preempt_disable();
	__this_cpu_add(number, 2);
	WARN_ON(__this_cpu_inc_return(number) != 7 || __this_cpu_read(table[2]) != 1);
	preempt_enable();
}

static void dynamic(void)
{
	struct pair __percpu *pairs = alloc_percpu(struct pair);
	int cpu;

	if (!pairs)
		return;
	for_each_possible_cpu(cpu) {
		WARN_ON(per_cpu_ptr(pairs, cpu)->b != 0);
		per_cpu_ptr(pairs, cpu)->b = cpu + 10;
	}
	WARN_ON(get_cpu_ptr(pairs)->b != smp_processor_id() + 10);
	this_cpu_add(pairs->b, 100);
	WARN_ON(this_cpu_read(pairs->b) != smp_processor_id() + 110);
	put_cpu_ptr(pairs);
	free_percpu(pairs);
	free_percpu(NULL);
	WARN_ON(__alloc_percpu(1 << 20, 8));
	pairs = __alloc_percpu(sizeof(*pairs), 256);
	WARN_ON((unsigned long)raw_cpu_ptr(pairs) % 256);
	free_percpu(pairs);
}

static int __init test_init(void)
{
	statics();
	operations();
	dynamic();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
