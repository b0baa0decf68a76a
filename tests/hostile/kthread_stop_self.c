// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 deadlock|hang
/* A thread stops itself. */
#include <linux/kthread.h>
#include <linux/module.h>

static int suicide(void *unused)
{
	kthread_stop(current);
	return 0;
}

static void attack(void)
{
	kthread_run(suicide, NULL, "suicide");
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
