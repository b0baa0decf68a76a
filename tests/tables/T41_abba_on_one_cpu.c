// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two locks in two orders, on one CPU. */
// check: --cpus 1
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(a);
static DEFINE_MUTEX(b);

static int t1(void *unused)
{
	mutex_lock(&a);
	mutex_lock(&b);
	mutex_unlock(&b);
	mutex_unlock(&a);
	return 0;
}

static int t2(void *unused)
{
	mutex_lock(&b);
	mutex_lock(&a);
	mutex_unlock(&a);
	mutex_unlock(&b);
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
