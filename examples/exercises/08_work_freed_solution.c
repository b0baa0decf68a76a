// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 8, solved: flush_delayed_work() has the item done at once and waits for it; cancel_delayed_work_sync() would
 * see to it that it is not done at all.
 *
 *     lockstep run examples/exercises/08_work_freed_solution.c --do rmmod
 *     lockstep check examples/exercises/08_work_freed_solution.c --do rmmod
 */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct request {
	int sector;
	struct delayed_work work;
};

static struct request *request;

static void serve(struct work_struct *work)
{
	struct request *served = container_of(to_delayed_work(work), struct request, work);

	pr_info("work_freed: sector %d\n", served->sector);
}

static int __init work_freed_init(void)
{
	request = kzalloc(sizeof(*request), GFP_KERNEL);
	if (!request)
		return -ENOMEM;
	request->sector = 42;
	INIT_DELAYED_WORK(&request->work, serve);
	schedule_delayed_work(&request->work, HZ);
	return 0;
}

static void __exit work_freed_exit(void)
{
	flush_delayed_work(&request->work);
	kfree(request);
}

module_init(work_freed_init);
module_exit(work_freed_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Serves a request");
