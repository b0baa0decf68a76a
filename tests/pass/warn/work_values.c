// SPDX-License-Identifier: MIT OR Apache-2.0
/* What the calls on work items return, and where an item runs. */
#include <linux/bug.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/workqueue.h>

static struct workqueue_struct *queue;
static int runs;

static void work_fn(struct work_struct *work)
{
	WARN_ON(current_work() != work || !in_task() || in_atomic());
	WARN_ON(work_busy(work) != WORK_BUSY_RUNNING || work_pending(work));
	WARN_ON(strncmp(current->comm, "kworker/", 8));
	runs++;
}
static DECLARE_WORK(work, work_fn);
static DECLARE_DELAYED_WORK(delayed, work_fn);

static int __init test_init(void)
{
	queue = create_singlethread_workqueue("queue");
	if (!queue)
		return -ENOMEM;
	WARN_ON(current_work() || flush_work(&work) || cancel_work_sync(&work));
	WARN_ON(!queue_work(queue, &work));
	flush_workqueue(queue);
	WARN_ON(runs != 1 || work_busy(&work));
	WARN_ON(!schedule_delayed_work(&delayed, HZ));
	flush_delayed_work(&delayed);
	WARN_ON(runs != 2 || delayed_work_pending(&delayed) || cancel_delayed_work_sync(&delayed));
	WARN_ON(mod_delayed_work(system_unbound_wq, &delayed, 0));
	flush_work(&delayed.work);
	WARN_ON(runs != 3);
	return 0;
}

static void __exit test_exit(void)
{
	destroy_workqueue(queue);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
