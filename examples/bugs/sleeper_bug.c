// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Who has news wakes the sleeper only if he says that he sleeps, and the sleeper looks for news before he says so:
 * in between the news come, and he sleeps for ever. sleeper.c is the repaired one.
 *
 *     lockstep check examples/bugs/sleeper_bug.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static atomic_t news = ATOMIC_INIT(0), sleeping = ATOMIC_INIT(0);
static DECLARE_COMPLETION(wake);

static int sleeper(void *unused)
{
	if (!atomic_read(&news)) {
		atomic_set(&sleeping, 1);
		wait_for_completion(&wake);
	}
	complete(&done);
	return 0;
}

static int teller(void *unused)
{
	atomic_set(&news, 1);
	if (atomic_read(&sleeping))
		complete(&wake);
	complete(&done);
	return 0;
}

static int __init sleeper_init(void)
{
	if (IS_ERR(kthread_run(sleeper, NULL, "sleeper")))
		complete(&done);
	if (IS_ERR(kthread_run(teller, NULL, "teller")))
		complete(&done);
	return 0;
}

static void __exit sleeper_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(sleeper_init);
module_exit(sleeper_exit);

MODULE_LICENSE("Dual MIT/GPL");
