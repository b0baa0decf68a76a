// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 misuse|hang
/* A completion is initialised while a thread waits for it. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>

static struct completion ready, done;

static int waiter(void *unused)
{
	wait_for_completion(&ready);
	complete(&done);
	return 0;
}

static int __init hostile_init(void)
{
	init_completion(&ready);
	init_completion(&done);
	kthread_run(waiter, NULL, "waiter");
	msleep(10);
	init_completion(&ready);
	complete(&ready);
	return 0;
}

static void __exit hostile_exit(void)
{
	wait_for_completion(&done);
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
