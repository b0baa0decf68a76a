// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* The error that kthread_run() returned is stopped. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static void attack(void)
{
	kthread_stop(ERR_PTR(-ENOMEM));
}

static int __init hostile_init(void)
{
	attack();
	return 0;
}

static void __exit hostile_exit(void)
{
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
