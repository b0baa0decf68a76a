// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A critical region between preempt_disable() and preempt_enable(). With one CPU nobody else can run meanwhile; with
 * two, a task on the other CPU runs the same region at the same time, and an increment is lost. With --cpus 1 nothing
 * is found. preempt_only.c gives each CPU a counter of its own.
 *
 *     lockstep run examples/preempt/preempt_only_bug.c --cpus 2
 *     lockstep check examples/preempt/preempt_only_bug.c --cpus 2
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/preempt.h>

static int count;
static DECLARE_COMPLETION(done);

static int counter(void *unused)
{
	preempt_disable();
	count++;
	preempt_enable();
	complete(&done);
	return 0;
}

static int __init preempt_only_bug_init(void)
{
	int i;

	for (i = 0; i < 2; i++)
		if (IS_ERR(kthread_run(counter, NULL, "counter/%d", i)))
			complete(&done);
	return 0;
}

static void __exit preempt_only_bug_exit(void)
{
	int i;

	for (i = 0; i < 2; i++)
		wait_for_completion(&done);
	pr_info("preempt_only_bug: %d of 2\n", count);
}

module_init(preempt_only_bug_init);
module_exit(preempt_only_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Protects a shared counter from its own CPU only");
