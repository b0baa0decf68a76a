// SPDX-License-Identifier: MIT OR Apache-2.0
/* A thread that finds nothing to do ends with the lock in its hand. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static int work;

static int worker(void *unused)
{
	mutex_lock(&lock); //~ ERROR lock-held-at-exit
	if (!work)
		return 0;
	work--;
	mutex_unlock(&lock);
	return 0;
}

static int __init demo_init(void)
{
	kthread_run(worker, NULL, "worker");
	return 0;
}

static void __exit demo_exit(void)
{
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
