// SPDX-License-Identifier: MIT OR Apache-2.0
/* Whoever finds no object makes one. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>

static int *object;
static int made;

static int *get(void)
{
	if (!object) {
		object = kzalloc(sizeof(*object), GFP_KERNEL);
		made++;
	}
	return object;
}

static int a(void *unused)
{
	get();
	return 0;
}

static int b(void *unused)
{
	get();
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
	kfree(object);
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
