// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* A module without an exit function, whose thread sleeps without end: nobody unloads it. */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int sleeper(void *unused)
{
	for (;;)
		msleep(100);
	return 0;
}

static void attack(void)
{
	kthread_run(sleeper, NULL, "sleeper");
}

static int __init hostile_init(void)
{
	attack();
	return 0;
}

module_init(hostile_init);

MODULE_LICENSE("Dual MIT/GPL");
