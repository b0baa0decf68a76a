// SPDX-License-Identifier: MIT OR Apache-2.0
/* Both switch preemption off, each on its own CPU. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/preempt.h>

static int count;

static int t1(void *unused)
{
	preempt_disable();
	count++;
	preempt_enable();
	return 0;
}

static int t2(void *unused)
{
	preempt_disable();
	count++;
	preempt_enable();
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
