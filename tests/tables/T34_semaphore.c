// SPDX-License-Identifier: MIT OR Apache-2.0
/* A semaphore of one unit: who finds none sleeps, and sleepers are woken in the order in which they came. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/semaphore.h>

static struct semaphore free;
static int turns;

static int a(void *unused)
{
	down(&free);
	turns++;
	up(&free);
	return 0;
}

static int b(void *unused)
{
	down(&free);
	turns++;
	up(&free);
	return 0;
}

static int c(void *unused)
{
	down(&free);
	turns++;
	up(&free);
	return 0;
}

static int __init start(void)
{
	sema_init(&free, 1);
	if (IS_ERR(kthread_run(a, NULL, "a")))
		return -ENOMEM;
	if (IS_ERR(kthread_run(b, NULL, "b")))
		return -ENOMEM;
	if (IS_ERR(kthread_run(c, NULL, "c")))
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
