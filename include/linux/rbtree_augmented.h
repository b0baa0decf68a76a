/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_RBTREE_AUGMENTED_H
#define _LOCKSTEP_LINUX_RBTREE_AUGMENTED_H

/*
 * Trees whose nodes hold a value computed from their subtree (Documentation/core-api/rbtree.rst). Who inserts updates
 * the values on the way down; the callbacks keep them right while the tree is rebalanced and nodes are taken out.
 */

#include <linux/compiler.h>
#include <linux/rbtree.h>

struct rb_augment_callbacks {
	void (*propagate)(struct rb_node *node, struct rb_node *stop);
	void (*copy)(struct rb_node *from, struct rb_node *to);
	void (*rotate)(struct rb_node *from, struct rb_node *to);
};

extern void rb_insert_augmented(struct rb_node *node, struct rb_root *root,
				const struct rb_augment_callbacks *callbacks);
extern void rb_insert_augmented_cached(struct rb_node *node, struct rb_root_cached *root, bool leftmost,
				       const struct rb_augment_callbacks *callbacks);
extern void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			       const struct rb_augment_callbacks *callbacks);
extern void rb_erase_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
				      const struct rb_augment_callbacks *callbacks);

/* `compute(node, true)` sets the node's value, and tells whether it had it already. */
#define RB_DECLARE_CALLBACKS(storage, name, type, member, value, compute)                                    \
	static void name##_propagate(struct rb_node *node, struct rb_node *stop)                             \
	{                                                                                                    \
		while (node != stop) {                                                                       \
			type *entry = rb_entry(node, type, member);                                          \
			if (compute(entry, true))                                                            \
				break;                                                                       \
			node = rb_parent(&entry->member);                                                    \
		}                                                                                            \
	}                                                                                                    \
	static void name##_copy(struct rb_node *from, struct rb_node *to)                                    \
	{                                                                                                    \
		rb_entry(to, type, member)->value = rb_entry(from, type, member)->value;                     \
	}                                                                                                    \
	static void name##_rotate(struct rb_node *from, struct rb_node *to)                                  \
	{                                                                                                    \
		name##_copy(from, to);                                                                       \
		compute(rb_entry(from, type, member), false);                                                \
	}                                                                                                    \
	storage const struct rb_augment_callbacks name = {                                                   \
		.propagate = name##_propagate, .copy = name##_copy, .rotate = name##_rotate                  \
	};

/* The value is the largest `of(entry)` in the subtree. */
#define RB_DECLARE_CALLBACKS_MAX(storage, name, type, member, scalar, value, of)                             \
	static inline bool name##_compute_max(type *entry, bool may_stop)                                    \
	{                                                                                                    \
		struct rb_node *below[] = { entry->member.rb_left, entry->member.rb_right };                 \
		scalar most = of(entry);                                                                     \
		for (int i = 0; i < 2; i++) {                                                                \
			if (below[i] && rb_entry(below[i], type, member)->value > most)                      \
				most = rb_entry(below[i], type, member)->value;                              \
		}                                                                                            \
		if (may_stop && entry->value == most)                                                        \
			return true;                                                                         \
		entry->value = most;                                                                         \
		return false;                                                                                \
	}                                                                                                    \
	RB_DECLARE_CALLBACKS(storage, name, type, member, value, name##_compute_max)

#define RB_RED 0
#define RB_BLACK 1
#define __rb_color(word) ((word) & 1)
#define __rb_is_black(word) __rb_color(word)
#define __rb_is_red(word) (!__rb_color(word))
#define rb_color(node) __rb_color((node)->__rb_parent_color)
#define rb_is_red(node) __rb_is_red((node)->__rb_parent_color)
#define rb_is_black(node) __rb_is_black((node)->__rb_parent_color)

#endif
