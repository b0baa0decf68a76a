// SPDX-License-Identifier: MIT OR Apache-2.0
/* The path of an error leaves without up(), and nobody gets the semaphore after it. */
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/semaphore.h>

static DEFINE_SEMAPHORE(lock, 1);
static int left = 1;

static int take(void)
{
	if (down_interruptible(&lock)) //~ ERROR hang
		return -EINTR;
	if (left == 0)
		return -ENOSPC;
	left--;
	up(&lock);
	return 0;
}

static int worker(void *unused)
{
	return take();
}

static int __init test_init(void)
{
	kthread_run(worker, NULL, "worker");
	kthread_run(worker, NULL, "worker");
	return 0;
}

static void __exit test_exit(void)
{
	down(&lock); //~ ERROR hang
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
