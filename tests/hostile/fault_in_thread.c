// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* A thread divides by zero while another sleeps. */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int zero;

static int divider(void *unused)
{
	return 10 / zero;
}

static int sleeper(void *unused)
{
	msleep(10);
	return 0;
}

static void attack(void)
{
	kthread_run(sleeper, NULL, "sleeper");
	kthread_run(divider, NULL, "divider");
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
