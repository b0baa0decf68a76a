// SPDX-License-Identifier: MIT OR Apache-2.0
/* A thread polls with a sleep in between, and another ends it late. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static int ready, polls;

static int poller(void *unused)
{
	while (!READ_ONCE(ready)) {
		polls++;
		msleep(1);
	}
	complete(&done);
	return 0;
}

static int setter(void *unused)
{
	msleep(20);
	WRITE_ONCE(ready, 1);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(poller, NULL, "poller");
	kthread_run(setter, NULL, "setter");
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
