// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 3, solved: both take fork A before fork B, so that whoever has A never waits for somebody who wants it.
 *
 *     lockstep run examples/exercises/03_two_forks_solution.c
 *     lockstep check examples/exercises/03_two_forks_solution.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(fork_a);
static DEFINE_MUTEX(fork_b);
static int meals;
static DECLARE_COMPLETION(done);

static int plato(void *unused)
{
	mutex_lock(&fork_a);
	mutex_lock(&fork_b);
	meals++;
	mutex_unlock(&fork_b);
	mutex_unlock(&fork_a);
	complete(&done);
	return 0;
}

static int kant(void *unused)
{
	mutex_lock(&fork_a);
	mutex_lock(&fork_b);
	meals++;
	mutex_unlock(&fork_b);
	mutex_unlock(&fork_a);
	complete(&done);
	return 0;
}

static int __init two_forks_init(void)
{
	if (IS_ERR(kthread_run(plato, NULL, "plato")))
		complete(&done);
	if (IS_ERR(kthread_run(kant, NULL, "kant")))
		complete(&done);
	return 0;
}

static void __exit two_forks_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	pr_info("two_forks: %d meals\n", meals);
}

module_init(two_forks_init);
module_exit(two_forks_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Lets philosophers eat");
