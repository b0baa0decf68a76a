// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 soft-lockup
/* Each thread starts the next, without end. */
#include <linux/kthread.h>
#include <linux/module.h>

static int again(void *unused)
{
	kthread_run(again, NULL, "again");
	return 0;
}

static void attack(void)
{
	kthread_run(again, NULL, "again");
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
