// SPDX-License-Identifier: MIT OR Apache-2.0
/* A work item is put on a queue that is gone. */
#include <linux/module.h>
#include <linux/workqueue.h>

static struct workqueue_struct *queue;

static void work_fn(struct work_struct *unused)
{
}
static DECLARE_WORK(work, work_fn);

static int __init test_init(void)
{
	queue = alloc_workqueue("queue", 0, 0);
	return queue ? 0 : -ENOMEM;
}

static void __exit test_exit(void)
{
	destroy_workqueue(queue);
	queue_work(queue, &work); //~ ERROR use-after-free
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
