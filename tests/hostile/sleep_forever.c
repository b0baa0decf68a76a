// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 hang|deadlock
/* The init function sleeps, and nobody wakes it. */
#include <linux/module.h>
#include <linux/sched.h>

static void attack(void)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();
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
