// SPDX-License-Identifier: MIT OR Apache-2.0
/* Entries come into a list without an order that readers could rely on. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct item {
	struct list_head link;
	int value;
};

static LIST_HEAD(items);
static DEFINE_SPINLOCK(lock);
static struct task_struct *reader;

static int sum(void *unused)
{
	struct item *item;
	int total = 0;

	rcu_read_lock();
	list_for_each_entry_rcu(item, &items, link)
		total += item->value; //~ ERROR data-race
	rcu_read_unlock();
	pr_info("%d\n", total);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init test_init(void)
{
	int i;

	reader = kthread_run(sum, NULL, "reader");
	if (IS_ERR(reader))
		return PTR_ERR(reader);
	for (i = 1; i < 3; i++) {
		struct item *item = kmalloc(sizeof(*item), GFP_KERNEL);

		if (!item)
			break;
		item->value = i; //~ ERROR data-race
		spin_lock(&lock);
		list_add_tail(&item->link, &items); //~ ERROR data-race
		spin_unlock(&lock);
	}
	return 0;
}

static void __exit test_exit(void)
{
	struct item *item, *next;

	kthread_stop(reader);
	list_for_each_entry_safe(item, next, &items, link) {
		list_del_rcu(&item->link);
		synchronize_rcu();
		kfree(item);
	}
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
