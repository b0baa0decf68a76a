/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_NODEMASK_H
#define _LOCKSTEP_LINUX_NODEMASK_H

/* Sets of memory nodes. The machine has one, number 0, which is online and has memory and CPUs. */

#include <linux/bitops.h>
#include <linux/numa.h>
#include <linux/types.h>

typedef struct {
	unsigned long bits[BITS_TO_LONGS(MAX_NUMNODES)];
} nodemask_t;

#define NODE_MASK_NONE ((nodemask_t){ { 0 } })
#define NODE_MASK_ALL ((nodemask_t){ { ~0UL } })
#define nodes_addr(mask) ((mask).bits)
#define nodemask_of_node(node) ((nodemask_t){ { 1UL << (node) } })
#define init_nodemask_of_node(mask, node) (*(mask) = nodemask_of_node(node))

#define node_set(node, mask) set_bit(node, (mask).bits)
#define node_clear(node, mask) clear_bit(node, (mask).bits)
#define node_isset(node, mask) test_bit(node, (mask).bits)
#define node_test_and_set(node, mask) test_and_set_bit(node, (mask).bits)
#define nodes_setall(mask) ((mask).bits[0] = ~0UL)
#define nodes_clear(mask) ((mask).bits[0] = 0)
#define nodes_and(to, a, b) ((to).bits[0] = (a).bits[0] & (b).bits[0])
#define nodes_or(to, a, b) ((to).bits[0] = (a).bits[0] | (b).bits[0])
#define nodes_xor(to, a, b) ((to).bits[0] = (a).bits[0] ^ (b).bits[0])
#define nodes_andnot(to, a, b) ((to).bits[0] = (a).bits[0] & ~(b).bits[0])
#define nodes_complement(to, a) ((to).bits[0] = ~(a).bits[0])
#define nodes_equal(a, b) ((a).bits[0] == (b).bits[0])
#define nodes_intersects(a, b) (((a).bits[0] & (b).bits[0]) != 0)
#define nodes_subset(a, b) (((a).bits[0] & ~(b).bits[0]) == 0)
#define nodes_empty(mask) ((mask).bits[0] == 0)
#define nodes_full(mask) ((mask).bits[0] == ~0UL)
#define nodes_weight(mask) ((int)hweight_long((mask).bits[0]))
#define nodes_shift_right(to, a, n) ((to).bits[0] = (a).bits[0] >> (n))
#define nodes_shift_left(to, a, n) ((to).bits[0] = (a).bits[0] << (n))

#define first_node(mask) ((int)find_first_bit((mask).bits, MAX_NUMNODES))
#define next_node(node, mask) ((int)find_next_bit((mask).bits, MAX_NUMNODES, (node) + 1))
#define first_unset_node(mask) ((int)find_first_zero_bit((mask).bits, MAX_NUMNODES))
#define next_node_in(node, mask)                                                                             \
	(next_node(node, mask) < MAX_NUMNODES ? next_node(node, mask) : first_node(mask))
#define for_each_node_mask(node, mask)                                                                       \
	for ((node) = first_node(mask); (node) < MAX_NUMNODES; (node) = next_node(node, mask))

enum node_states {
	N_POSSIBLE,
	N_ONLINE,
	N_NORMAL_MEMORY,
	N_HIGH_MEMORY = N_NORMAL_MEMORY,
	N_MEMORY,
	N_CPU,
	NR_NODE_STATES,
};

#define node_state(node, state) ((void)(state), (node) == 0)
#define num_node_state(state) ((void)(state), 1)
#define for_each_node_state(node, state) for ((node) = 0; (node) < num_node_state(state); (node)++)
#define node_set_state(node, state) ((void)(node), (void)(state))
#define node_clear_state(node, state) ((void)(node), (void)(state))
#define node_set_online(node) ((void)(node))
#define node_set_offline(node) ((void)(node))
#define node_online(node) node_state(node, N_ONLINE)
#define node_possible(node) node_state(node, N_POSSIBLE)
#define num_online_nodes() 1
#define num_possible_nodes() 1
#define nr_node_ids 1u
#define nr_online_nodes 1u
#define first_online_node 0
#define first_memory_node 0
#define next_online_node(node) ((void)(node), MAX_NUMNODES)
#define next_memory_node(node) ((void)(node), MAX_NUMNODES)
#define for_each_node(node) for_each_node_state(node, N_POSSIBLE)
#define for_each_online_node(node) for_each_node_state(node, N_ONLINE)
#define NODEMASK_ALLOC(type, name, flags) type __lockstep_##name, *name = &__lockstep_##name
#define NODEMASK_FREE(name) ((void)(name))

#endif
