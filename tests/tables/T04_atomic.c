// SPDX-License-Identifier: MIT OR Apache-2.0
/* i is 7, and two threads add one to it in one indivisible step each. */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static atomic_t i = ATOMIC_INIT(7);

static int t1(void *unused)
{
	atomic_inc(&i);
	return 0;
}

static int t2(void *unused)
{
	atomic_inc(&i);
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
