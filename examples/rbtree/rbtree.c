// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A red-black tree of items, sorted by id: insert, search, erase, and a walk in ascending order. The kernel links and
 * balances; the module compares on the way down, and locks. What may sleep, the allocation, is done before the
 * spinlock is taken, and an item that was found is used before it is released: after that another thread may erase
 * and free it.
 *
 *     lockstep run examples/rbtree/rbtree.c
 *     lockstep check examples/rbtree/rbtree.c
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
	int uses;
	struct rb_node node;
};

static struct rb_root root = RB_ROOT;
static DEFINE_SPINLOCK(root_lock);
static DECLARE_COMPLETION(done);

static struct node_item *search(int id)
{
	struct rb_node *n = root.rb_node;

	while (n) {
		struct node_item *item = rb_entry(n, struct node_item, node);

		if (id < item->id)
			n = n->rb_left;
		else if (id > item->id)
			n = n->rb_right;
		else
			return item;
	}
	return NULL;
}

/* 0, or -EEXIST if there is an item with this id. */
static int insert(int id)
{
	struct rb_node **link = &root.rb_node, *parent = NULL;
	struct node_item *item = kzalloc(sizeof(*item), GFP_KERNEL);

	if (!item)
		return -ENOMEM;
	item->id = id;

	spin_lock(&root_lock);
	while (*link) {
		struct node_item *here = rb_entry(*link, struct node_item, node);

		parent = *link;
		if (id < here->id) {
			link = &parent->rb_left;
		} else if (id > here->id) {
			link = &parent->rb_right;
		} else {
			spin_unlock(&root_lock);
			kfree(item);
			return -EEXIST;
		}
	}
	rb_link_node(&item->node, parent, link);
	rb_insert_color(&item->node, &root);
	spin_unlock(&root_lock);
	return 0;
}

static bool use(int id)
{
	struct node_item *item;

	spin_lock(&root_lock);
	item = search(id);
	if (item)
		item->uses++;
	spin_unlock(&root_lock);
	return item;
}

static bool erase(int id)
{
	struct node_item *item;

	spin_lock(&root_lock);
	item = search(id);
	if (item)
		rb_erase(&item->node, &root);
	spin_unlock(&root_lock);
	kfree(item);
	return item;
}

static void walk(void)
{
	struct rb_node *n;

	spin_lock(&root_lock);
	if (RB_EMPTY_ROOT(&root))
		pr_info("rbtree: empty\n");
	for (n = rb_first(&root); n; n = rb_next(n))
		pr_info("rbtree: %d\n", rb_entry(n, struct node_item, node)->id);
	spin_unlock(&root_lock);
}

static int user(void *unused)
{
	use(20);
	use(70);
	complete(&done);
	return 0;
}

static int eraser(void *unused)
{
	erase(20);
	complete(&done);
	return 0;
}

static int __init rbtree_init(void)
{
	static const int ids[] = { 50, 20, 70, 20, 60, 10 };
	int i, error;

	walk();
	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		error = insert(ids[i]);
		if (error == -EEXIST)
			pr_info("rbtree: %d is there already\n", ids[i]);
	}
	walk();
	if (IS_ERR(kthread_run(user, NULL, "user")))
		complete(&done);
	if (IS_ERR(kthread_run(eraser, NULL, "eraser")))
		complete(&done);
	return 0;
}

static void __exit rbtree_exit(void)
{
	struct rb_node *n;

	wait_for_completion(&done);
	wait_for_completion(&done);
	walk();
	while ((n = rb_first(&root))) {
		rb_erase(n, &root);
		kfree(rb_entry(n, struct node_item, node));
	}
}

module_init(rbtree_init);
module_exit(rbtree_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Keeps items sorted by id");
