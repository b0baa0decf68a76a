// SPDX-License-Identifier: MIT OR Apache-2.0
/* An update is a read, a change and a write: one of two is lost. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int i;

static int r1(void *unused)
{
	i++;
	return 0;
}

static int r2(void *unused)
{
	i++;
	return 0;
}

static int __init start(void)
{
	if (IS_ERR(kthread_run(r1, NULL, "r1")))
		return -ENOMEM;
	if (IS_ERR(kthread_run(r2, NULL, "r2")))
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
