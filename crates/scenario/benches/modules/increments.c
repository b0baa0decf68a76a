// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two threads, ten unordered increments each: 40 accesses that are scheduling points once they are promoted. */
#include <linux/kthread.h>
#include <linux/module.h>

static int counter;

static int bump(void *unused)
{
	int i;

	for (i = 0; i < 10; i++)
		counter++;
	return 0;
}

static int __init increments_init(void)
{
	kthread_run(bump, NULL, "bump/0");
	kthread_run(bump, NULL, "bump/1");
	return 0;
}

static void __exit increments_exit(void)
{
}

module_init(increments_init);
module_exit(increments_exit);
MODULE_LICENSE("Dual MIT/GPL");
