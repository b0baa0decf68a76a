// SPDX-License-Identifier: MIT OR Apache-2.0
/* A list is walked while its entries are freed. */
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>

struct item {
	struct list_head node;
	int value;
};

static LIST_HEAD(list);

static int __init test_init(void)
{
	struct item *item;
	int i;

	for (i = 0; i < 3; i++) {
		item = kzalloc(sizeof(*item), GFP_KERNEL);
		if (item)
			list_add(&item->node, &list);
	}
	return 0;
}

static void __exit test_exit(void)
{
	struct item *item;

	list_for_each_entry(item, &list, node) { //~ ERROR use-after-free
		list_del(&item->node);
		kfree(item);
	}
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
