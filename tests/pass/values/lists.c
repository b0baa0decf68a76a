// SPDX-License-Identifier: MIT OR Apache-2.0
/* What operations on lists leave behind. */
#include <linux/list.h>
#include <linux/llist.h>
#include <linux/module.h>

struct item {
	int n;
	struct list_head node;
	struct hlist_node hnode;
	struct llist_node lnode;
};

static struct item items[5];
static LIST_HEAD(list);
static LIST_HEAD(other);
static HLIST_HEAD(bucket);
static LLIST_HEAD(stack);

/* The numbers on the list as decimal digits. */
static int digits(struct list_head *head)
{
	struct item *item;
	int value = 0, back = 0, unit = 1;

	list_for_each_entry(item, head, node)
		value = 10 * value + item->n;
	list_for_each_entry_reverse(item, head, node) {
		back += unit * item->n;
		unit *= 10;
	}
	WARN_ON(value != back);
	return value;
}

static void doubly(void)
{
	struct item *item, *next;
	int i;

	for (i = 0; i < 5; i++) {
		items[i].n = i + 1;
		list_add_tail(&items[i].node, &list);
	}
	WARN_ON(digits(&list) != 12345 || list_count_nodes(&list) != 5);
	list_move(&items[4].node, &list);
	list_move_tail(&items[0].node, &list);
	WARN_ON(digits(&list) != 52341);
	list_rotate_left(&list);
	WARN_ON(digits(&list) != 23415 || list_is_singular(&list));
	list_swap(&items[1].node, &items[4].node);
	WARN_ON(digits(&list) != 53412);
	list_cut_position(&other, &list, &items[2].node);
	WARN_ON(digits(&other) != 53 || digits(&list) != 412);
	list_splice_tail_init(&other, &list);
	WARN_ON(digits(&list) != 41253 || !list_empty(&other) || !list_empty_careful(&other));
	list_bulk_move_tail(&list, &items[3].node, &items[0].node);
	WARN_ON(digits(&list) != 25341);
	list_for_each_entry_safe(item, next, &list, node)
		if (item->n % 2)
			list_del_init(&item->node);
	WARN_ON(digits(&list) != 24 || !list_empty(&items[0].node));
	WARN_ON(list_first_entry(&list, struct item, node)->n != 2 || !list_is_last(&items[3].node, &list));
	list_del_init_careful(&items[1].node);
	list_del(&items[3].node);
	WARN_ON(items[3].node.next != LIST_POISON1 || list_first_entry_or_null(&list, struct item, node));
}

static void buckets(void)
{
	struct item *item;
	struct hlist_node *next;
	int value = 0;

	WARN_ON(!hlist_empty(&bucket) || !hlist_unhashed(&items[0].hnode));
	hlist_add_head(&items[2].hnode, &bucket);
	hlist_add_head(&items[0].hnode, &bucket);
	hlist_add_behind(&items[1].hnode, &items[0].hnode);
	hlist_add_before(&items[3].hnode, &items[2].hnode);
	hlist_for_each_entry(item, &bucket, hnode)
		value = 10 * value + item->n;
	WARN_ON(value != 1243);
	hlist_for_each_entry_safe(item, next, &bucket, hnode)
		if (item->n != 2)
			hlist_del_init(&item->hnode);
	WARN_ON(!hlist_is_singular_node(&items[1].hnode, &bucket));
	hlist_del(&items[1].hnode);
	WARN_ON(!hlist_empty(&bucket));
}

static void singly(void)
{
	struct llist_node *all;
	struct item *item, *next;
	int value = 0;

	WARN_ON(!llist_empty(&stack) || !llist_add(&items[0].lnode, &stack));
	WARN_ON(llist_add(&items[1].lnode, &stack) || llist_add(&items[2].lnode, &stack));
	WARN_ON(llist_del_first(&stack) != &items[2].lnode);
	all = llist_reverse_order(llist_del_all(&stack));
	llist_for_each_entry_safe(item, next, all, lnode)
		value = 10 * value + item->n;
	WARN_ON(value != 12 || !llist_empty(&stack) || llist_del_first(&stack));
}

static int __init test_init(void)
{
	doubly();
	buckets();
	singly();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
