/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_NUMA_H
#define _LOCKSTEP_LINUX_NUMA_H

#define NODES_SHIFT 6
#define MAX_NUMNODES (1 << NODES_SHIFT)
#ifndef NUMA_NO_NODE
#define NUMA_NO_NODE (-1)
#endif
#define numa_map_to_online_node(node) (node)

#endif
