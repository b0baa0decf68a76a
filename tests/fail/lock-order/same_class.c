// SPDX-License-Identifier: MIT OR Apache-2.0
/* A lock is taken under another that the same line initialises. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct node {
	struct mutex lock;
};

static struct node *nodes[2];

static struct node *node_make(void)
{
	struct node *node = kmalloc(sizeof(*node), GFP_KERNEL);

	if (node)
		mutex_init(&node->lock);
	return node;
}

static int __init test_init(void)
{
	nodes[0] = node_make();
	nodes[1] = node_make();
	if (!nodes[0] || !nodes[1]) {
		kfree(nodes[0]);
		kfree(nodes[1]);
		return -ENOMEM;
	}
	mutex_lock(&nodes[0]->lock);
	mutex_lock(&nodes[1]->lock); //~ ERROR lock-order
	mutex_unlock(&nodes[1]->lock);
	mutex_unlock(&nodes[0]->lock);
	return 0;
}

static void __exit test_exit(void)
{
	kfree(nodes[0]);
	kfree(nodes[1]);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
