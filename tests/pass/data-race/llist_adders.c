// SPDX-License-Identifier: MIT OR Apache-2.0
/* Anyone may add to a lock-less list. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/llist.h>
#include <linux/module.h>

struct item {
	int value;
	struct llist_node node;
};

static LLIST_HEAD(list);
static struct item items[2];
static DECLARE_COMPLETION(done);

static int add(void *item)
{
	((struct item *)item)->value = 1;
	llist_add(&((struct item *)item)->node, &list);
	complete(&done);
	return 0;
}

static int take(void *unused)
{
	struct item *item;

	llist_for_each_entry(item, llist_del_all(&list), node)
		WARN_ON(item->value != 1);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(add, &items[0], "add");
	kthread_run(add, &items[1], "add");
	kthread_run(take, NULL, "take");
	return 0;
}

static void __exit test_exit(void)
{
	int i;

	for (i = 0; i < 3; i++)
		wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
