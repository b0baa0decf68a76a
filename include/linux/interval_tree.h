/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_INTERVAL_TREE_H
#define _LOCKSTEP_LINUX_INTERVAL_TREE_H

#include <linux/interval_tree_generic.h>

struct interval_tree_node {
	struct rb_node rb;
	unsigned long start;
	unsigned long last;
	unsigned long __subtree_last;
};

#define __lockstep_interval_start(node) ((node)->start)
#define __lockstep_interval_last(node) ((node)->last)

INTERVAL_TREE_DEFINE(struct interval_tree_node, rb, unsigned long, __subtree_last, __lockstep_interval_start,
		     __lockstep_interval_last, static __maybe_unused, interval_tree)

#endif
