// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two semaphores used as locks, taken in two orders. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/semaphore.h>

static DEFINE_SEMAPHORE(a, 1);
static DEFINE_SEMAPHORE(b, 1);
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	down(&a);
	down(&b); //~ ERROR deadlock
	up(&b);
	up(&a);
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	down(&b);
	down(&a); //~ ERROR deadlock
	up(&a);
	up(&b);
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
