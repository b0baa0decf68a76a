// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 1, solved: an atomic increment reads, adds and writes in one step.
 *
 *     lockstep run examples/exercises/01_counter_solution.c
 *     lockstep check examples/exercises/01_counter_solution.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static atomic_t visitors = ATOMIC_INIT(0);
static DECLARE_COMPLETION(done);

static int door(void *unused)
{
	atomic_inc(&visitors);
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
	pr_info("counter: %d visitors\n", atomic_read(&visitors));
}

module_init(counter_init);
module_exit(counter_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Counts visitors");
