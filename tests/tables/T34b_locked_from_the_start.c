// SPDX-License-Identifier: MIT OR Apache-2.0
/* A semaphore that is locked from the start: who takes it waits for somebody's up. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/semaphore.h>

static struct semaphore free;
static int ready;

static int waiter(void *unused)
{
	down(&free);
	ready++;
	return 0;
}

static int starter(void *unused)
{
	ready = 4;
	up(&free);
	return 0;
}

static int __init start(void)
{
	sema_init(&free, 0);
	if (IS_ERR(kthread_run(waiter, NULL, "waiter")))
		return -ENOMEM;
	if (IS_ERR(kthread_run(starter, NULL, "starter")))
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
