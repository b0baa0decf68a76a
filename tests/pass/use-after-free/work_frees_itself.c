// SPDX-License-Identifier: MIT OR Apache-2.0
/* A work item frees the object that it is part of: nothing of it is used after that. */
#include <linux/bug.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct request {
	struct work_struct work;
	int number;
};
static struct workqueue_struct *queue;
static atomic_t sum;

static void work_fn(struct work_struct *work)
{
	struct request *r = container_of(work, struct request, work);

	atomic_add(r->number, &sum);
	kfree(r);
}

static int __init test_init(void)
{
	struct request *r;
	int i;

	queue = alloc_workqueue("requests", 0, 0);
	if (!queue)
		return -ENOMEM;
	for (i = 1; i <= 2; i++) {
		r = kzalloc(sizeof(*r), GFP_KERNEL);
		if (!r)
			break;
		r->number = i;
		INIT_WORK(&r->work, work_fn);
		queue_work(queue, &r->work);
	}
	return 0;
}

static void __exit test_exit(void)
{
	destroy_workqueue(queue);
	BUG_ON(atomic_read(&sum) != 3);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
