/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_CPUMASK_H
#define _LOCKSTEP_LINUX_CPUMASK_H

/* Sets of CPUs. Every CPU that exists is possible, present and online, from 0 to nr_cpu_ids - 1. */

#include <linux/bitmap.h>
#include <linux/kconfig.h>
#include <linux/threads.h>
#include <linux/types.h>

typedef struct cpumask {
	DECLARE_BITMAP(bits, NR_CPUS);
} cpumask_t;
typedef struct cpumask cpumask_var_t[1];

extern unsigned int nr_cpu_ids;
extern unsigned int num_online_cpus(void);
extern const struct cpumask __cpu_online_mask;
extern const struct cpumask __lockstep_cpu_masks[NR_CPUS];

#define num_possible_cpus() num_online_cpus()
#define num_present_cpus() num_online_cpus()
#define num_active_cpus() num_online_cpus()
#define cpu_online(cpu) ((unsigned int)(cpu) < nr_cpu_ids)
#define cpu_possible(cpu) cpu_online(cpu)
#define cpu_present(cpu) cpu_online(cpu)
#define cpu_active(cpu) cpu_online(cpu)

#define cpu_online_mask (&__cpu_online_mask)
#define cpu_possible_mask (&__cpu_online_mask)
#define cpu_present_mask (&__cpu_online_mask)
#define cpu_active_mask (&__cpu_online_mask)
#define cpu_all_mask (&__cpu_online_mask)
#define cpumask_of(cpu) (&__lockstep_cpu_masks[cpu])
#define get_cpu_mask(cpu) cpumask_of(cpu)

#define CPU_BITS_NONE { [0 ... BITS_TO_LONGS(NR_CPUS) - 1] = 0UL }
#define CPU_BITS_CPU0 { [0] = 1UL }
#define CPU_MASK_NONE ((cpumask_t){ .bits = CPU_BITS_NONE })
#define CPU_MASK_CPU0 ((cpumask_t){ .bits = CPU_BITS_CPU0 })

#define cpumask_bits(mask) ((mask)->bits)
#define cpumask_pr_args(mask) nr_cpu_ids, cpumask_bits(mask)
#define cpumask_size() (BITS_TO_LONGS(NR_CPUS) * sizeof(long))

#define cpumask_set_cpu(cpu, mask) set_bit(cpu, cpumask_bits(mask))
#define cpumask_clear_cpu(cpu, mask) clear_bit(cpu, cpumask_bits(mask))
#define cpumask_test_cpu(cpu, mask) test_bit(cpu, cpumask_bits(mask))
#define cpumask_assign_cpu(cpu, mask, value) assign_bit(cpu, cpumask_bits(mask), value)
#define __cpumask_set_cpu(cpu, mask) __set_bit(cpu, cpumask_bits(mask))
#define __cpumask_clear_cpu(cpu, mask) __clear_bit(cpu, cpumask_bits(mask))
#define cpumask_test_and_set_cpu(cpu, mask) test_and_set_bit(cpu, cpumask_bits(mask))
#define cpumask_test_and_clear_cpu(cpu, mask) test_and_clear_bit(cpu, cpumask_bits(mask))

#define cpumask_clear(mask) bitmap_zero(cpumask_bits(mask), NR_CPUS)
#define cpumask_setall(mask) bitmap_copy(cpumask_bits(mask), cpumask_bits(cpu_all_mask), NR_CPUS)
#define cpumask_copy(to, from) bitmap_copy(cpumask_bits(to), cpumask_bits(from), NR_CPUS)
#define cpumask_and(to, a, b) bitmap_and(cpumask_bits(to), cpumask_bits(a), cpumask_bits(b), NR_CPUS)
#define cpumask_andnot(to, a, b) bitmap_andnot(cpumask_bits(to), cpumask_bits(a), cpumask_bits(b), NR_CPUS)
#define cpumask_or(to, a, b) bitmap_or(cpumask_bits(to), cpumask_bits(a), cpumask_bits(b), NR_CPUS)
#define cpumask_xor(to, a, b) bitmap_xor(cpumask_bits(to), cpumask_bits(a), cpumask_bits(b), NR_CPUS)
#define cpumask_equal(a, b) bitmap_equal(cpumask_bits(a), cpumask_bits(b), NR_CPUS)
#define cpumask_intersects(a, b) bitmap_intersects(cpumask_bits(a), cpumask_bits(b), NR_CPUS)
#define cpumask_subset(a, b) bitmap_subset(cpumask_bits(a), cpumask_bits(b), NR_CPUS)
#define cpumask_empty(mask) bitmap_empty(cpumask_bits(mask), NR_CPUS)
#define cpumask_full(mask) bitmap_full(cpumask_bits(mask), nr_cpu_ids)
#define cpumask_weight(mask) bitmap_weight(cpumask_bits(mask), NR_CPUS)

/* nr_cpu_ids or more if there is none. */
#define cpumask_first(mask) ((unsigned int)find_first_bit(cpumask_bits(mask), nr_cpu_ids))
#define cpumask_first_zero(mask) ((unsigned int)find_first_zero_bit(cpumask_bits(mask), nr_cpu_ids))
#define cpumask_first_and(a, b) ((unsigned int)find_first_and_bit(cpumask_bits(a), cpumask_bits(b), nr_cpu_ids))
#define cpumask_last(mask) ((unsigned int)find_last_bit(cpumask_bits(mask), nr_cpu_ids))
#define cpumask_next(cpu, mask) ((unsigned int)find_next_bit(cpumask_bits(mask), nr_cpu_ids, (cpu) + 1))
#define cpumask_next_zero(cpu, mask)                                                                         \
	((unsigned int)find_next_zero_bit(cpumask_bits(mask), nr_cpu_ids, (cpu) + 1))
#define cpumask_next_and(cpu, a, b)                                                                          \
	((unsigned int)find_next_and_bit(cpumask_bits(a), cpumask_bits(b), nr_cpu_ids, (cpu) + 1))
#define cpumask_any(mask) cpumask_first(mask)
#define cpumask_any_and(a, b) cpumask_first_and(a, b)

#define for_each_cpu(cpu, mask)                                                                              \
	for ((cpu) = cpumask_first(mask); (unsigned int)(cpu) < nr_cpu_ids; (cpu) = cpumask_next(cpu, mask))
#define for_each_cpu_and(cpu, a, b)                                                                          \
	for ((cpu) = cpumask_first_and(a, b); (unsigned int)(cpu) < nr_cpu_ids;                              \
	     (cpu) = cpumask_next_and(cpu, a, b))
#define for_each_possible_cpu(cpu) for ((cpu) = 0; (unsigned int)(cpu) < nr_cpu_ids; (cpu)++)
#define for_each_online_cpu(cpu) for_each_possible_cpu(cpu)
#define for_each_present_cpu(cpu) for_each_possible_cpu(cpu)

#define alloc_cpumask_var(mask, flags) ((void)(mask), (void)(flags), true)
#define zalloc_cpumask_var(mask, flags) (cpumask_clear(*(mask)), (void)(flags), true)
#define free_cpumask_var(mask) ((void)(mask))

#endif
