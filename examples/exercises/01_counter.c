// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 1. Two visitors come through two doors, and each door counts its own. How many are counted? Let the tool
 * show how a visitor is forgotten, and make the count right.
 *
 *     lockstep run examples/exercises/01_counter.c
 *     lockstep check examples/exercises/01_counter.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int visitors;
static DECLARE_COMPLETION(done);

static int door(void *unused)
{
	/* TODO: make this one step. */
	visitors++;
	complete(&done);
	return 0;
}

static int __init counter_init(void)
{
	int i;

	for (i = 0; i < 2; i++)
		if (IS_ERR(kthread_run(door, NULL, "door/%d", i)))
			complete(&done);
	return 0;
}

static void __exit counter_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	pr_info("counter: %d visitors\n", visitors);
}

module_init(counter_init);
module_exit(counter_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Counts visitors");
