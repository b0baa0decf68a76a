/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_INTERVAL_TREE_GENERIC_H
#define _LOCKSTEP_LINUX_INTERVAL_TREE_GENERIC_H

/*
 * Intervals [start, last] in a tree by their starts, each node of which knows the largest last of its subtree (T. Cormen
 * et al., "Introduction to Algorithms", chapter 14.3). A search leaves out every subtree that ends before it begins.
 */

#include <linux/rbtree_augmented.h>

#define INTERVAL_TREE_DEFINE(type, member, scalar, subtree, START, LAST, storage, name)                      \
	RB_DECLARE_CALLBACKS_MAX(static, name##_augment, type, member, scalar, subtree, LAST)                \
                                                                                                             \
	storage void name##_insert(type *node, struct rb_root_cached *root)                                  \
	{                                                                                                    \
		struct rb_node **link = &root->rb_root.rb_node, *above = NULL;                               \
		scalar start = START(node), last = LAST(node);                                               \
		bool leftmost = true;                                                                        \
		while (*link) {                                                                              \
			above = *link;                                                                       \
			type *parent = rb_entry(above, type, member);                                        \
			if (parent->subtree < last)                                                          \
				parent->subtree = last;                                                      \
			if (start < START(parent)) {                                                         \
				link = &above->rb_left;                                                      \
			} else {                                                                             \
				link = &above->rb_right;                                                     \
				leftmost = false;                                                            \
			}                                                                                    \
		}                                                                                            \
		node->subtree = last;                                                                        \
		rb_link_node(&node->member, above, link);                                                    \
		rb_insert_augmented_cached(&node->member, root, leftmost, &name##_augment);                  \
	}                                                                                                    \
                                                                                                             \
	storage void name##_remove(type *node, struct rb_root_cached *root)                                  \
	{                                                                                                    \
		rb_erase_augmented_cached(&node->member, root, &name##_augment);                             \
	}                                                                                                    \
                                                                                                             \
	/* The first of the subtree that ends at `start` or later, if it begins at `last` or before. */      \
	static inline type *name##_subtree_search(type *node, scalar start, scalar last)                     \
	{                                                                                                    \
		for (;;) {                                                                                   \
			struct rb_node *left = node->member.rb_left, *right = node->member.rb_right;         \
			if (left && start <= rb_entry(left, type, member)->subtree) {                        \
				node = rb_entry(left, type, member);                                         \
				continue;                                                                    \
			}                                                                                    \
			if (START(node) > last)                                                              \
				return NULL;                                                                 \
			if (start <= LAST(node))                                                             \
				return node;                                                                 \
			if (!right || rb_entry(right, type, member)->subtree < start)                        \
				return NULL;                                                                 \
			node = rb_entry(right, type, member);                                                \
		}                                                                                            \
	}                                                                                                    \
                                                                                                             \
	storage type *name##_iter_first(struct rb_root_cached *root, scalar start, scalar last)              \
	{                                                                                                    \
		if (!root->rb_root.rb_node)                                                                  \
			return NULL;                                                                         \
		type *top = rb_entry(root->rb_root.rb_node, type, member);                                   \
		type *least = rb_entry(root->rb_leftmost, type, member);                                     \
		if (top->subtree < start || START(least) > last)                                             \
			return NULL;                                                                         \
		return name##_subtree_search(top, start, last);                                              \
	}                                                                                                    \
                                                                                                             \
	storage type *name##_iter_next(type *node, scalar start, scalar last)                                \
	{                                                                                                    \
		struct rb_node *below = node->member.rb_right, *from;                                        \
		for (;;) {                                                                                   \
			if (below && start <= rb_entry(below, type, member)->subtree)                        \
				return name##_subtree_search(rb_entry(below, type, member), start, last);    \
			do {                                                                                 \
				from = &node->member;                                                        \
				if (!rb_parent(from))                                                        \
					return NULL;                                                         \
				node = rb_entry(rb_parent(from), type, member);                              \
				below = node->member.rb_right;                                               \
			} while (from == below);                                                             \
			if (last < START(node))                                                              \
				return NULL;                                                                 \
			if (start <= LAST(node))                                                             \
				return node;                                                                 \
		}                                                                                            \
	}

#endif
