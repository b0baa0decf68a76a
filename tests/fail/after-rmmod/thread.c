// SPDX-License-Identifier: MIT OR Apache-2.0
/* The exit function does not stop the thread. */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int work(void *unused)
{
	for (;;)
		msleep(10); //~ ERROR after-rmmod
	return 0;
}

static void attempt(void)
{
	kthread_run(work, NULL, "work");
}

static int __init test_init(void)
{
	attempt();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
