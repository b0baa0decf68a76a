/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_CPUMASK_H
#define _LOCKSTEP_LINUX_CPUMASK_H

#include <linux/kconfig.h>
#include <linux/types.h>

#define NR_CPUS CONFIG_NR_CPUS

extern unsigned int nr_cpu_ids;
extern unsigned int num_online_cpus(void);

/* Every CPU that exists is online. */
#define num_possible_cpus() nr_cpu_ids
#define num_present_cpus() nr_cpu_ids
#define cpu_online(cpu) ((unsigned int)(cpu) < nr_cpu_ids)
#define cpu_possible(cpu) cpu_online(cpu)
#define cpu_present(cpu) cpu_online(cpu)

#define for_each_possible_cpu(cpu) for ((cpu) = 0; (unsigned int)(cpu) < nr_cpu_ids; (cpu)++)
#define for_each_online_cpu(cpu) for_each_possible_cpu(cpu)
#define for_each_present_cpu(cpu) for_each_possible_cpu(cpu)

#endif
