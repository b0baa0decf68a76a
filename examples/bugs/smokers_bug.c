// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The agent puts two of three things on the table. Two smokers each need one of them and something else, take the
 * one that they find, and wait for the other. smokers.c is the repaired one.
 *
 *     lockstep check examples/bugs/smokers_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/semaphore.h>

static DECLARE_COMPLETION(done);
static struct semaphore tobacco = __SEMAPHORE_INITIALIZER(tobacco, 0);
static struct semaphore paper = __SEMAPHORE_INITIALIZER(paper, 0);
static struct semaphore matches = __SEMAPHORE_INITIALIZER(matches, 0);

static int agent(void *unused)
{
	up(&tobacco);
	up(&paper);
	complete(&done);
	return 0;
}

static int has_matches(void *unused)
{
	down(&tobacco);
	down(&paper);
	up(&matches);
	complete(&done);
	return 0;
}

static int has_paper(void *unused)
{
	down(&tobacco);
	down(&matches);
	complete(&done);
	return 0;
}

static int __init smokers_init(void)
{
	if (IS_ERR(kthread_run(agent, NULL, "agent")))
		complete(&done);
	if (IS_ERR(kthread_run(has_matches, NULL, "has_matches")))
		complete(&done);
	if (IS_ERR(kthread_run(has_paper, NULL, "has_paper")))
		complete(&done);
	return 0;
}

static void __exit smokers_exit(void)
{
	int i;

	for (i = 0; i < 3; i++)
		wait_for_completion(&done);
}

module_init(smokers_init);
module_exit(smokers_exit);

MODULE_LICENSE("Dual MIT/GPL");
