// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Two threads keep each other out with a flag each. They look at the flag of the other before they raise their
 * own. dekker.c is the repaired one.
 *
 *     lockstep check examples/bugs/dekker_bug.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static atomic_t flag[2], inside = ATOMIC_INIT(0);

static int side(void *number)
{
	long me = (long)number;

	if (!atomic_read(&flag[1 - me])) {
		atomic_set(&flag[me], 1);
		BUG_ON(atomic_inc_return(&inside) != 1);
		atomic_dec(&inside);
	}
	atomic_set(&flag[me], 0);
	complete(&done);
	return 0;
}

static int __init dekker_init(void)
{
	long i;

	for (i = 0; i < 2; i++) {
		if (IS_ERR(kthread_run(side, (void *)i, "side/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit dekker_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(dekker_init);
module_exit(dekker_exit);

MODULE_LICENSE("Dual MIT/GPL");
