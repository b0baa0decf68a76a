// SPDX-License-Identifier: MIT OR Apache-2.0
/* A tree is walked and changed under one lock. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/slab.h>

struct item {
	int key;
	struct rb_node node;
};

static struct rb_root root = RB_ROOT;
static DEFINE_MUTEX(lock);
static DECLARE_COMPLETION(done);

static int look(void *unused)
{
	struct rb_node *node;
	int sum = 0;

	mutex_lock(&lock);
	for (node = rb_first(&root); node; node = rb_next(node))
		sum += rb_entry(node, struct item, node)->key;
	mutex_unlock(&lock);
	complete(&done);
	return sum > 1;
}

static int drop(void *unused)
{
	struct item *item;

	mutex_lock(&lock);
	item = rb_entry_safe(rb_first(&root), struct item, node);
	if (item) {
		rb_erase(&item->node, &root);
		kfree(item);
	}
	mutex_unlock(&lock);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	struct item *item = kzalloc(sizeof(*item), GFP_KERNEL);

	if (!item)
		return -ENOMEM;
	rb_link_node(&item->node, NULL, &root.rb_node);
	rb_insert_color(&item->node, &root);
	kthread_run(look, NULL, "look");
	kthread_run(drop, NULL, "drop");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
