/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SMP_H
#define _LOCKSTEP_LINUX_SMP_H

#include <linux/cpumask.h>
#include <linux/preempt.h>
#include <lockstep/removed.h>

/* Where preemption is on, the answer may be out of date at once. */
extern int smp_processor_id(void);
extern int raw_smp_processor_id(void);

#define get_cpu()                                                                                            \
	({                                                                                                   \
		preempt_disable();                                                                           \
		raw_smp_processor_id();                                                                      \
	})
#define put_cpu() preempt_enable()

/* The function runs in an interrupt of each of the CPUs; who waits goes on when all of them have returned. */
typedef void (*smp_call_func_t)(void *info);
extern int smp_call_function_single(int cpu, smp_call_func_t function, void *info, int wait);
extern void __lockstep_call_others(unsigned long cpus, smp_call_func_t function, void *info, int wait);
extern void __lockstep_on_each_cpu(unsigned long cpus, smp_call_func_t function, void *info, int wait);
#define smp_call_function(function, info, wait) __lockstep_call_others(~0ul, function, info, wait)
#define smp_call_function_many(mask, function, info, wait)                                                   \
	__lockstep_call_others(*cpumask_bits(mask), function, info, wait)
#define on_each_cpu(function, info, wait) __lockstep_on_each_cpu(~0ul, function, info, wait)
#define on_each_cpu_mask(mask, function, info, wait)                                                         \
	__lockstep_on_each_cpu(*cpumask_bits(mask), function, info, wait)

/* An interrupt that makes the CPU look for another task to run. */
extern void smp_send_reschedule(int cpu);

/* CPUs were numbered twice, and their count was a variable. */
enum {
	__lockstep_cpu_number_map __lockstep_removed(
		"cpu_number_map was removed in 2.6: CPU numbers need no mapping, use for_each_online_cpu") = 0,
	__lockstep_cpu_logical_map __lockstep_removed(
		"cpu_logical_map was removed in 2.6: CPU numbers need no mapping, use for_each_online_cpu") = 0,
	__lockstep_smp_num_cpus __lockstep_removed("smp_num_cpus was removed in 2.5: write num_online_cpus()") = 0,
};
#define cpu_number_map(cpu) ((cpu) + __lockstep_cpu_number_map)
#define cpu_logical_map(cpu) ((cpu) + __lockstep_cpu_logical_map)
#define smp_num_cpus (num_online_cpus() + __lockstep_smp_num_cpus)

#endif
