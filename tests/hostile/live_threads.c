// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 after-rmmod
/* The module goes while its thread still sleeps. */
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

static void __exit hostile_exit(void)
{
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
