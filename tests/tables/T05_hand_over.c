// SPDX-License-Identifier: MIT OR Apache-2.0
/* A lock around a queue goes from hand to hand: the second waits while the first has it. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(queue_lock);
static int handled;

static int t1(void *unused)
{
	spin_lock(&queue_lock);
	handled++;
	spin_unlock(&queue_lock);
	return 0;
}

static int t2(void *unused)
{
	spin_lock(&queue_lock);
	handled++;
	spin_unlock(&queue_lock);
	return 0;
}

static int __init start(void)
{
	if (IS_ERR(kthread_run(t1, NULL, "t1")))
		return -ENOMEM;
	if (IS_ERR(kthread_run(t2, NULL, "t2")))
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
