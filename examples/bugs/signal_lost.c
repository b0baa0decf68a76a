// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The completion is ready from the beginning, and news that come early are kept. signal_lost_bug.c is the one that
 * goes wrong.
 *
 *     lockstep check examples/bugs/signal_lost.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static DECLARE_COMPLETION(news);

static int waiter(void *unused)
{
	wait_for_completion(&news);
	complete(&done);
	return 0;
}

static int teller(void *unused)
{
	complete(&news);
	complete(&done);
	return 0;
}

static int __init signal_lost_init(void)
{
	if (IS_ERR(kthread_run(waiter, NULL, "waiter")))
		complete(&done);
	if (IS_ERR(kthread_run(teller, NULL, "teller")))
		complete(&done);
	return 0;
}

static void __exit signal_lost_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(signal_lost_init);
module_exit(signal_lost_exit);

MODULE_LICENSE("Dual MIT/GPL");
