// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two threads add to one counter, each time in one step: counter.c, repaired without a lock. */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int rounds = 10;
module_param(rounds, int, 0444);
MODULE_PARM_DESC(rounds, "increments of each thread");

static atomic_t counter = ATOMIC_INIT(0);
static struct completion done;

static int bump(void *unused)
{
	int i;

	for (i = 0; i < rounds; i++)
		atomic_inc(&counter);
	complete(&done);
	return 0;
}

static int __init counter_init(void)
{
	struct task_struct *task;
	int i;

	init_completion(&done);
	for (i = 0; i < 2; i++) {
		task = kthread_run(bump, NULL, "bump/%d", i);
		if (IS_ERR(task))
			return PTR_ERR(task);
	}
	return 0;
}

static void __exit counter_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	pr_info("counter: %d of %d\n", atomic_read(&counter), 2 * rounds);
}

module_init(counter_init);
module_exit(counter_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Counts with an atomic variable");
