// SPDX-License-Identifier: MIT OR Apache-2.0
/* A tree stays sorted and balanced whatever is put in and taken out. */
#include <linux/module.h>
#include <linux/rbtree.h>
#include <linux/slab.h>

#define KEYS 24

struct item {
	int key;
	struct rb_node node;
};

static struct rb_root root = RB_ROOT;
static struct rb_root_cached cached = RB_ROOT_CACHED;

static bool less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct item, node)->key < rb_entry(b, struct item, node)->key;
}

static int compare(const void *key, const struct rb_node *node)
{
	return *(const int *)key - rb_entry(node, struct item, node)->key;
}

/* The black nodes on the way down, or -1 if the tree breaks a rule. */
static int height(struct rb_node *node, struct rb_node *parent)
{
	int left, right, black;

	if (!node)
		return 0;
	black = node->__rb_parent_color & 1;
	if (rb_parent(node) != parent || (!black && parent && !(parent->__rb_parent_color & 1)))
		return -1;
	left = height(node->rb_left, node);
	right = height(node->rb_right, node);
	return left < 0 || left != right ? -1 : left + black;
}

static int count(void)
{
	struct rb_node *node;
	int n = 0, back = 0, last = -1;

	for (node = rb_first(&root); node; node = rb_next(node)) {
		WARN_ON(rb_entry(node, struct item, node)->key <= last);
		last = rb_entry(node, struct item, node)->key;
		n++;
	}
	for (node = rb_last(&root); node; node = rb_prev(node))
		back++;
	WARN_ON(n != back || height(root.rb_node, NULL) < 0);
	return n;
}

static void insert_and_erase(int step)
{
	struct item *item, *next;
	int i, key;

	for (i = 0; i < KEYS; i++) {
		item = kzalloc(sizeof(*item), GFP_KERNEL);
		if (!item)
			return;
		item->key = i * step % KEYS;
		rb_add(&item->node, &root, less);
		WARN_ON(count() != i + 1);
	}
	for (i = 0; i < KEYS - 4; i++) {
		key = (i * 7 + 3) % KEYS;
		item = rb_entry_safe(rb_find(&key, &root, compare), struct item, node);
		WARN_ON(!item || item->key != key);
		rb_erase(&item->node, &root);
		kfree(item);
		WARN_ON(count() != KEYS - 1 - i || rb_find(&key, &root, compare));
	}
	i = 0;
	rbtree_postorder_for_each_entry_safe(item, next, &root, node) {
		kfree(item);
		i++;
	}
	WARN_ON(i != 4);
	root = RB_ROOT;
}

static void rest(void)
{
	static struct item a = { .key = 1 }, b = { .key = 2 }, c = { .key = 1 };

	rb_link_node(&b.node, NULL, &cached.rb_root.rb_node);
	rb_insert_color_cached(&b.node, &cached, true);
	rb_link_node(&a.node, &b.node, &b.node.rb_left);
	rb_insert_color_cached(&a.node, &cached, true);
	WARN_ON(rb_first_cached(&cached) != &a.node);
	rb_replace_node_cached(&a.node, &c.node, &cached);
	WARN_ON(rb_first_cached(&cached) != &c.node || b.node.rb_left != &c.node);
	rb_erase_cached(&c.node, &cached);
	WARN_ON(rb_first_cached(&cached) != &b.node || rb_next(&b.node));
	rb_erase_cached(&b.node, &cached);
	WARN_ON(!RB_EMPTY_ROOT(&cached.rb_root));
	RB_CLEAR_NODE(&b.node);
	WARN_ON(!RB_EMPTY_NODE(&b.node) || rb_next(&b.node) || rb_first(&root) || rb_last(&root));
}

static int __init test_init(void)
{
	insert_and_erase(1);
	insert_and_erase(5);
	insert_and_erase(23);
	rest();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
