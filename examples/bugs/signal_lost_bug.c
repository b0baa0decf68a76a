// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Who waits for the news makes the completion ready first, and forgets news that came before. signal_lost.c is the
 * repaired one.
 *
 *     lockstep check examples/bugs/signal_lost_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static DECLARE_COMPLETION(news);

static int waiter(void *unused)
{
	reinit_completion(&news);
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
