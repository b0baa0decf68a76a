// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The exit function waits until the work item is done or taken back, and then frees its data: work_removal_bug.c,
 * repaired.
 *
 *     lockstep run examples/concurrency/work_removal.c
 *     lockstep check examples/concurrency/work_removal.c
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct job {
	struct work_struct work;
	int parts;
};

static struct job *job;

static void do_job(struct work_struct *work)
{
	struct job *this = container_of(work, struct job, work);

	this->parts++;
	pr_info("work_removal: %d parts\n", this->parts);
}

static int __init work_removal_init(void)
{
	job = kzalloc(sizeof(*job), GFP_KERNEL);
	if (!job)
		return -ENOMEM;
	INIT_WORK(&job->work, do_job);
	schedule_work(&job->work);
	return 0;
}

static void __exit work_removal_exit(void)
{
	cancel_work_sync(&job->work);
	kfree(job);
}

module_init(work_removal_init);
module_exit(work_removal_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Waits for its work item");
