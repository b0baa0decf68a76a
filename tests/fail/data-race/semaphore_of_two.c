// SPDX-License-Identifier: MIT OR Apache-2.0
/* A semaphore of two units lets two threads in. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/semaphore.h>

static DEFINE_SEMAPHORE(lock, 2);
static int value;

static int bump(void *unused)
{
	down(&lock);
	value++; //~ ERROR data-race
	up(&lock);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(bump, NULL, "bump");
	kthread_run(bump, NULL, "bump");
	return 0;
}

static void __exit test_exit(void)
{
	down(&lock);
	down(&lock);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
