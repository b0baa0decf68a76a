/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_RBTREE_H
#define _LOCKSTEP_LINUX_RBTREE_H

/*
 * Red-black trees whose nodes live inside the entries. The module searches, from the root down; the functions below
 * link, rebalance, take out and walk, and their accesses are those of the line that calls them.
 */

#include <linux/container_of.h>
#include <linux/rbtree_types.h>
#include <linux/types.h>

#define rb_parent(node) ((struct rb_node *)((node)->__rb_parent_color & ~3UL))
#define rb_entry(pointer, type, member) container_of(pointer, type, member)
#define rb_entry_safe(pointer, type, member)                                                                 \
	({                                                                                                   \
		__typeof__(pointer) __lockstep_node = (pointer);                                             \
		__lockstep_node ? rb_entry(__lockstep_node, type, member) : NULL;                            \
	})

#define RB_EMPTY_ROOT(root) (READ_ONCE((root)->rb_node) == NULL)
#define RB_EMPTY_NODE(node) ((node)->__rb_parent_color == (unsigned long)(node))
#define RB_CLEAR_NODE(node) ((node)->__rb_parent_color = (unsigned long)(node))

extern void rb_link_node(struct rb_node *node, struct rb_node *parent, struct rb_node **link);
extern void rb_insert_color(struct rb_node *node, struct rb_root *root);
extern void rb_erase(struct rb_node *node, struct rb_root *root);
extern void rb_replace_node(struct rb_node *victim, struct rb_node *node, struct rb_root *root);

/* In order; NULL if there is none. */
extern struct rb_node *rb_first(const struct rb_root *root);
extern struct rb_node *rb_last(const struct rb_root *root);
extern struct rb_node *rb_next(const struct rb_node *node);
extern struct rb_node *rb_prev(const struct rb_node *node);

/* Children before their parents. */
extern struct rb_node *rb_first_postorder(const struct rb_root *root);
extern struct rb_node *rb_next_postorder(const struct rb_node *node);

#define rbtree_postorder_for_each_entry_safe(entry, following, root, member)                                 \
	for (entry = rb_entry_safe(rb_first_postorder(root), __typeof__(*entry), member);                    \
	     entry && ({                                                                                     \
		     following = rb_entry_safe(rb_next_postorder(&entry->member), __typeof__(*entry), member); \
		     1;                                                                                      \
	     });                                                                                             \
	     entry = following)

extern void rb_insert_color_cached(struct rb_node *node, struct rb_root_cached *root, bool leftmost);
extern struct rb_node *rb_erase_cached(struct rb_node *node, struct rb_root_cached *root);
extern void rb_replace_node_cached(struct rb_node *victim, struct rb_node *node, struct rb_root_cached *root);
#define rb_first_cached(root) ((root)->rb_leftmost)

/* Searching and inserting with a comparison of the caller's. */
static inline void rb_add(struct rb_node *node, struct rb_root *root,
			  bool (*less)(struct rb_node *a, const struct rb_node *b))
{
	struct rb_node **link = &root->rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = less(node, parent) ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(node, parent, link);
	rb_insert_color(node, root);
}

/* NULL, or the node that compares equal and keeps its place. */
static inline struct rb_node *rb_find_add(struct rb_node *node, struct rb_root *root,
					  int (*compare)(struct rb_node *a, const struct rb_node *b))
{
	struct rb_node **link = &root->rb_node, *parent = NULL;

	while (*link) {
		int order = compare(node, *link);

		parent = *link;
		if (order == 0)
			return parent;
		link = order < 0 ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(node, parent, link);
	rb_insert_color(node, root);
	return NULL;
}

static inline struct rb_node *rb_find(const void *key, const struct rb_root *root,
				      int (*compare)(const void *key, const struct rb_node *node))
{
	struct rb_node *node = root->rb_node;

	while (node) {
		int order = compare(key, node);

		if (order == 0)
			break;
		node = order < 0 ? node->rb_left : node->rb_right;
	}
	return node;
}

#endif
