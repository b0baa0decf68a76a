// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A source of concurrency: delayed execution. The work item may be running, or wait to run, when its data are freed.
 * work_removal.c waits for it first.
 *
 *     lockstep run examples/concurrency/work_removal_bug.c
 *     lockstep check examples/concurrency/work_removal_bug.c
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
	pr_info("work_removal_bug: %d parts\n", this->parts);
}

static int __init work_removal_bug_init(void)
{
	job = kzalloc(sizeof(*job), GFP_KERNEL);
	if (!job)
		return -ENOMEM;
	INIT_WORK(&job->work, do_job);
	schedule_work(&job->work);
	return 0;
}

static void __exit work_removal_bug_exit(void)
{
	kfree(job);
}

module_init(work_removal_bug_init);
module_exit(work_removal_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Frees what its work item uses");
