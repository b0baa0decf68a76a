/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_TOPOLOGY_H
#define _LOCKSTEP_LINUX_TOPOLOGY_H

#include <linux/numa.h>
#include <linux/smp.h>

/* One node, in which all CPUs are. */
#define numa_node_id() 0
#define numa_mem_id() 0
#define cpu_to_node(cpu) ((void)(cpu), 0)
#define cpu_to_mem(cpu) ((void)(cpu), 0)
#define nr_cpus_node(node) nr_cpu_ids
#define node_distance(a, b) ((a) == (b) ? 10 : 20)
#define topology_core_id(cpu) (cpu)
#define topology_physical_package_id(cpu) ((void)(cpu), 0)

#endif
