// SPDX-License-Identifier: MIT OR Apache-2.0
/* V counts the free items of a resource. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int v = 1;

static int a(void *unused)
{
	v++;
	return 0;
}

static int b(void *unused)
{
	v++;
	return 0;
}

static int __init start(void)
{
	if (IS_ERR(kthread_run(a, NULL, "a")))
		return -ENOMEM;
	if (IS_ERR(kthread_run(b, NULL, "b")))
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
