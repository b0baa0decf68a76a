// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two threads each see that nobody is inside, and enter. */
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int inside;
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	if (!READ_ONCE(inside)) {
		WRITE_ONCE(inside, READ_ONCE(inside) + 1);
		WARN_ON(READ_ONCE(inside) != 1); //~ ERROR warn
		WRITE_ONCE(inside, 0);
	}
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	if (!READ_ONCE(inside)) {
		WRITE_ONCE(inside, READ_ONCE(inside) + 1);
		WARN_ON(READ_ONCE(inside) != 1); //~ ERROR warn
		WRITE_ONCE(inside, 0);
	}
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(one, NULL, "one");
	kthread_run(other, NULL, "other");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
