// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A reader that finds the value missing gives the lock back and takes it as a writer, and believes that it is
 * missing still. upgrade.c is the repaired one.
 *
 *     lockstep check examples/bugs/upgrade_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/rwsem.h>

static DECLARE_COMPLETION(done);
static DECLARE_RWSEM(lock);
static int value, filled;

static int user(void *unused)
{
	bool missing;

	down_read(&lock);
	missing = !value;
	up_read(&lock);
	if (missing) {
		down_write(&lock);
		value = 1;
		filled++;
		up_write(&lock);
	}
	complete(&done);
	return 0;
}

static int __init upgrade_init(void)
{
	long i;

	for (i = 0; i < 2; i++) {
		if (IS_ERR(kthread_run(user, (void *)i, "user/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit upgrade_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	BUG_ON(filled != 1);
}

module_init(upgrade_init);
module_exit(upgrade_exit);

MODULE_LICENSE("Dual MIT/GPL");
