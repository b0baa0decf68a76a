// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A completion that nobody completes on one of the ways out: who waits for it waits for ever, and no signal ends
 * that wait. Here it is the exit function, so that rmmod hangs. completion_all.c completes on all ways.
 *
 *     lockstep run examples/completion/completion_lost_bug.c budget=10
 *     lockstep check examples/completion/completion_lost_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

static DECLARE_COMPLETION(done);
static int budget;
module_param(budget, int, 0444);
MODULE_PARM_DESC(budget, "what the work may cost");

static int worker(void *unused)
{
	if (budget < 10)
		return -EBUSY;
	pr_info("completion_lost_bug: done for %d\n", budget);
	complete(&done);
	return 0;
}

static int __init completion_lost_bug_init(void)
{
	return PTR_ERR_OR_ZERO(kthread_run(worker, NULL, "worker"));
}

static void __exit completion_lost_bug_exit(void)
{
	wait_for_completion(&done);
	pr_info("completion_lost_bug: goodbye\n");
}

module_init(completion_lost_bug_init);
module_exit(completion_lost_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Waits for what nobody does");
