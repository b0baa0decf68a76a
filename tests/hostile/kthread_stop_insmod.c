// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 deadlock|hang|oops|misuse
/* The init function stops the task that runs it, which is no thread. */
#include <linux/kthread.h>
#include <linux/module.h>

static void attack(void)
{
	kthread_stop(current);
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
