// SPDX-License-Identifier: MIT OR Apache-2.0
/* What spin_trylock returns: 1 if it took the lock, 0 if it did not. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static int first;
static int second;
static int third;

static int t1(void *unused)
{
	first = spin_trylock(&lock);
	if (first)
		spin_unlock(&lock);
	return 0;
}

static int t2(void *unused)
{
	second = spin_trylock(&lock);
	if (second)
		spin_unlock(&lock);
	third = spin_trylock(&lock);
	if (third)
		spin_unlock(&lock);
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
