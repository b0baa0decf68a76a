// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two semaphores used as locks, in one order; one of them is tried where the order is the other. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/semaphore.h>

static DEFINE_SEMAPHORE(a);
static struct semaphore b;
static DECLARE_COMPLETION(done);
static int value;

static int one(void *unused)
{
	down(&a);
	down(&b);
	value++;
	up(&b);
	up(&a);
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	down(&b);
	if (!down_trylock(&a)) {
		value++;
		up(&a);
	}
	up(&b);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	sema_init(&b, 1);
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
