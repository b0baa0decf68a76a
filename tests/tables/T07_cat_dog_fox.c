// SPDX-License-Identifier: MIT OR Apache-2.0
/* Three locks have an order, cat before dog before fox, and one thread does not keep it. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(cat);
static DEFINE_MUTEX(dog);
static DEFINE_MUTEX(fox);

static int t1(void *unused)
{
	mutex_lock(&cat);
	mutex_lock(&dog);
	mutex_lock(&fox);
	mutex_unlock(&fox);
	mutex_unlock(&dog);
	mutex_unlock(&cat);
	return 0;
}

static int t2(void *unused)
{
	mutex_lock(&fox);
	mutex_lock(&dog);
	mutex_unlock(&dog);
	mutex_unlock(&fox);
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
