// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two work items count with no lock: their queue runs one after the other. */
#include <linux/bug.h>
#include <linux/module.h>
#include <linux/workqueue.h>

static struct workqueue_struct *queue;
static int count;

static void work_fn(struct work_struct *unused)
{
	count++;
}
static DECLARE_WORK(first, work_fn);
static DECLARE_WORK(second, work_fn);

static int __init test_init(void)
{
	queue = alloc_ordered_workqueue("counters", 0);
	if (!queue)
		return -ENOMEM;
	queue_work(queue, &first);
	queue_work(queue, &second);
	return 0;
}

static void __exit test_exit(void)
{
	destroy_workqueue(queue);
	BUG_ON(count != 2);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
