// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * An insertion that allocates where it needs the memory: after the search, with the tree's spinlock held. An
 * allocation with GFP_KERNEL may sleep, and nobody sleeps with a spinlock. rbtree.c allocates before it locks.
 *
 *     lockstep run examples/rbtree/rbtree_sleep_bug.c
 *     lockstep check examples/rbtree/rbtree_sleep_bug.c
 */
#include <linux/module.h>
#include <linux/rbtree.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct node_item {
	int id;
	struct rb_node node;
};

static struct rb_root root = RB_ROOT;
static DEFINE_SPINLOCK(root_lock);

/* The item with this id, which is made if there is none; NULL if there is no memory. */
static struct node_item *insert(int id)
{
	struct rb_node **link = &root.rb_node, *parent = NULL;
	struct node_item *item;

	spin_lock(&root_lock);
	while (*link) {
		parent = *link;
		item = rb_entry(parent, struct node_item, node);
		if (id < item->id)
			link = &parent->rb_left;
		else if (id > item->id)
			link = &parent->rb_right;
		else
			goto out;
	}
	item = kmalloc(sizeof(*item), GFP_KERNEL);
	if (!item)
		goto out;
	item->id = id;
	rb_link_node(&item->node, parent, link);
	rb_insert_color(&item->node, &root);
out:
	spin_unlock(&root_lock);
	return item;
}

static int __init rbtree_sleep_bug_init(void)
{
	static const int ids[] = { 50, 20, 70 };
	int i;

	for (i = 0; i < ARRAY_SIZE(ids); i++)
		if (insert(ids[i]))
			pr_info("rbtree_sleep_bug: %d\n", ids[i]);
	return 0;
}

static void __exit rbtree_sleep_bug_exit(void)
{
	struct rb_node *n;

	while ((n = rb_first(&root))) {
		rb_erase(n, &root);
		kfree(rb_entry(n, struct node_item, node));
	}
}

module_init(rbtree_sleep_bug_init);
module_exit(rbtree_sleep_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Allocates under a spinlock");
