// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Three locks and the order in which they are taken, written where they are defined: cat before dog before fox. Any
 * subset of them in that order is fine, so the second thread, which needs only two, takes the dog before the fox.
 *
 *     lockstep run examples/mutex/lock_order.c
 *     lockstep check examples/mutex/lock_order.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

/*
 * cat_lock: the number of cats. Always taken before the dog lock!
 */
static DEFINE_MUTEX(cat_lock);

/*
 * dog_lock: the number of dogs. Always taken after the cat lock and before the fox lock!
 */
static DEFINE_MUTEX(dog_lock);

/*
 * fox_lock: the number of foxes. Always taken last!
 */
static DEFINE_MUTEX(fox_lock);

static int cats = 1, dogs = 2, foxes = 3;
static DECLARE_COMPLETION(done);

static int zoo(void *unused)
{
	mutex_lock(&cat_lock);
	mutex_lock(&dog_lock);
	mutex_lock(&fox_lock);
	pr_info("lock_order: %d animals\n", cats + dogs + foxes);
	mutex_unlock(&fox_lock);
	mutex_unlock(&dog_lock);
	mutex_unlock(&cat_lock);
	complete(&done);
	return 0;
}

static int kennel(void *unused)
{
	mutex_lock(&dog_lock);
	mutex_lock(&fox_lock);
	pr_info("lock_order: %d that bark\n", dogs + foxes);
	mutex_unlock(&fox_lock);
	mutex_unlock(&dog_lock);
	complete(&done);
	return 0;
}

static int __init lock_order_init(void)
{
	if (IS_ERR(kthread_run(zoo, NULL, "zoo")))
		complete(&done);
	if (IS_ERR(kthread_run(kennel, NULL, "kennel")))
		complete(&done);
	return 0;
}

static void __exit lock_order_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(lock_order_init);
module_exit(lock_order_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Takes three locks in one order");
