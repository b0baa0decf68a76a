// SPDX-License-Identifier: MIT OR Apache-2.0
/* A lock is taken by who has it, in a function that the holder calls. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static int items;

static void add(void)
{
	mutex_lock(&lock);
	items++;
	mutex_unlock(&lock);
}

static int t1(void *unused)
{
	mutex_lock(&lock);
	add();
	mutex_unlock(&lock);
	return 0;
}

static int __init start(void)
{
	if (IS_ERR(kthread_run(t1, NULL, "t1")))
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
