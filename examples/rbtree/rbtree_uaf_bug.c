// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A search that locks the tree, finds an item and returns it unlocked. Before its caller looks at the item, another
 * thread erases and frees it: the lock protected the search and not what came of it. rbtree.c uses the item before
 * it unlocks.
 *
 *     lockstep run examples/rbtree/rbtree_uaf_bug.c
 *     lockstep check examples/rbtree/rbtree_uaf_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/rbtree.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct node_item {
	int id;
	int price;
	struct rb_node node;
};

static struct rb_root root = RB_ROOT;
static DEFINE_SPINLOCK(root_lock);
static DECLARE_COMPLETION(done);

static bool less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct node_item, node)->id < rb_entry(b, struct node_item, node)->id;
}

static struct node_item *search(int id)
{
	struct rb_node *n;
	struct node_item *item = NULL;

	spin_lock(&root_lock);
	n = root.rb_node;
	while (n) {
		item = rb_entry(n, struct node_item, node);
		if (item->id == id)
			break;
		n = id < item->id ? n->rb_left : n->rb_right;
	}
	spin_unlock(&root_lock);
	return n ? item : NULL;
}

static int reader(void *unused)
{
	struct node_item *item = search(20);

	if (item)
		pr_info("rbtree_uaf_bug: 20 costs %d\n", item->price);
	complete(&done);
	return 0;
}

static int eraser(void *unused)
{
	struct node_item *item = search(20);

	spin_lock(&root_lock);
	if (item)
		rb_erase(&item->node, &root);
	spin_unlock(&root_lock);
	kfree(item);
	complete(&done);
	return 0;
}

static int __init rbtree_uaf_bug_init(void)
{
	static const int ids[] = { 50, 20, 70 };
	struct node_item *item;
	int i;

	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		item = kzalloc(sizeof(*item), GFP_KERNEL);
		if (!item)
			break;
		item->id = ids[i];
		item->price = 10 * ids[i];
		rb_add(&item->node, &root, less);
	}
	if (IS_ERR(kthread_run(reader, NULL, "reader")))
		complete(&done);
	if (IS_ERR(kthread_run(eraser, NULL, "eraser")))
		complete(&done);
	return 0;
}

static void __exit rbtree_uaf_bug_exit(void)
{
	struct rb_node *n;

	wait_for_completion(&done);
	wait_for_completion(&done);
	while ((n = rb_first(&root))) {
		rb_erase(n, &root);
		kfree(rb_entry(n, struct node_item, node));
	}
}

module_init(rbtree_uaf_bug_init);
module_exit(rbtree_uaf_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Uses an item that another thread frees");
