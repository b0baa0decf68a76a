// SPDX-License-Identifier: MIT OR Apache-2.0
/* What operations on bits, bitmaps and CPU masks return and leave behind. */
#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/sched.h>

static DECLARE_BITMAP(a, 200);
static DECLARE_BITMAP(b, 200);
static unsigned long word;

static void bits(void)
{
	set_bit(0, &word);
	set_bit(63, &word);
	WARN_ON(word != 0x8000000000000001);
	clear_bit(63, &word);
	change_bit(1, &word);
	WARN_ON(word != 3 || !test_bit(1, &word) || test_bit(2, &word));
	WARN_ON(test_and_set_bit(1, &word) != 1 || test_and_set_bit(2, &word) != 0 || word != 7);
	WARN_ON(test_and_clear_bit(2, &word) != 1 || test_and_clear_bit(2, &word) != 0);
	WARN_ON(test_and_change_bit(0, &word) != 1 || word != 2);
	WARN_ON(test_and_set_bit_lock(5, &word) || !test_bit_acquire(5, &word));
	clear_bit_unlock(5, &word);
	__set_bit(4, &word);
	__clear_bit(1, &word);
	__change_bit(0, &word);
	WARN_ON(word != 0x11);
	WARN_ON(__test_and_set_bit(4, &word) != 1 || __test_and_clear_bit(4, &word) != 1);
	WARN_ON(__test_and_change_bit(0, &word) != 1 || word != 0);
	assign_bit(9, &word, true);
	__assign_bit(9, &word, false);
	WARN_ON(word != 0);
	set_bit(130, a);
	WARN_ON(a[2] != 4 || !test_bit(130, a));
	clear_bit(130, a);
}

static void numbers(void)
{
	WARN_ON(ffs(0) != 0 || ffs(8) != 4 || __ffs(8) != 3 || ffz(7) != 3);
	WARN_ON(fls(0) != 0 || fls(0x80000000) != 32 || fls64(1ULL << 40) != 41 || __fls(5) != 2);
	WARN_ON(hweight8(0x1ff) != 8 || hweight16(0x10001) != 1 || hweight32(~0U) != 32);
	WARN_ON(hweight64(~0ULL) != 64 || hweight_long(5) != 2);
	WARN_ON(BIT(5) != 32 || GENMASK(7, 4) != 0xf0 || GENMASK_ULL(63, 63) != 1ULL << 63);
	WARN_ON(rol32(0x80000001, 1) != 3 || ror8(1, 1) != 0x80 || rol64(1, 64) != 1);
	WARN_ON(sign_extend32(0xff, 7) != -1 || BITS_TO_LONGS(65) != 2 || get_count_order(9) != 4);
}

static void maps(void)
{
	unsigned long bit, sum = 0;

	bitmap_zero(a, 200);
	WARN_ON(!bitmap_empty(a, 200) || find_first_bit(a, 200) != 200);
	bitmap_set(a, 60, 80);
	WARN_ON(bitmap_weight(a, 200) != 80 || find_first_bit(a, 200) != 60);
	WARN_ON(find_next_zero_bit(a, 200, 60) != 140 || find_last_bit(a, 200) != 139);
	bitmap_clear(a, 64, 70);
	for_each_set_bit(bit, a, 200)
		sum += bit;
	WARN_ON(sum != 60 + 61 + 62 + 63 + 134 + 135 + 136 + 137 + 138 + 139);
	bitmap_copy(b, a, 200);
	WARN_ON(!bitmap_equal(a, b, 200) || !bitmap_subset(a, b, 200));
	bitmap_complement(b, a, 200);
	WARN_ON(bitmap_intersects(a, b, 200) || bitmap_and(b, a, b, 200));
	bitmap_or(b, a, b, 200);
	bitmap_xor(b, a, b, 200);
	WARN_ON(!bitmap_empty(b, 200));
	bitmap_fill(b, 130);
	WARN_ON(!bitmap_full(b, 130) || !bitmap_andnot(b, b, a, 130));
	bitmap_zero(b, 200);
	bitmap_set(b, 3, 2);
	WARN_ON(bitmap_find_next_zero_area(b, 200, 0, 4, 0) != 5);
	WARN_ON(bitmap_find_next_zero_area(b, 200, 0, 4, 7) != 8);
	WARN_ON(bitmap_find_next_zero_area(b, 200, 0, 196, 0) <= 200);
	bit = 0;
	for_each_clear_bit(bit, b, 6)
		sum = bit;
	WARN_ON(sum != 5);
}

static void masks(void)
{
	static cpumask_t mask;
	cpumask_var_t other;
	int cpu, sum = 0;

	WARN_ON(num_online_cpus() != nr_cpu_ids || cpumask_weight(cpu_possible_mask) != nr_cpu_ids);
	WARN_ON(!cpu_online(0) || cpu_online(nr_cpu_ids) || NR_CPUS < nr_cpu_ids);
	WARN_ON(cpumask_first(&mask) < nr_cpu_ids || !cpumask_empty(&mask));
	cpumask_set_cpu(1, &mask);
	cpumask_set_cpu(3, &mask);
	for_each_cpu(cpu, &mask)
		sum += cpu;
	WARN_ON(sum != 4 || cpumask_next(1, &mask) != 3 || !cpumask_test_cpu(3, &mask));
	if (!zalloc_cpumask_var(&other, GFP_KERNEL))
		return;
	cpumask_copy(other, cpumask_of(3));
	WARN_ON(!cpumask_subset(other, &mask) || cpumask_equal(other, &mask));
	free_cpumask_var(other);
	WARN_ON(set_cpus_allowed_ptr(current, cpumask_of(2)) || raw_smp_processor_id() != 2);
	WARN_ON(task_cpu(current) != 2);
	cpumask_clear(&mask);
	WARN_ON(set_cpus_allowed_ptr(current, &mask) != -EINVAL);
}

static int __init test_init(void)
{
	bits();
	numbers();
	maps();
	masks();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
