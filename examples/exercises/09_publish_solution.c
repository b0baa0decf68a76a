// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 9, solved: what is written before smp_store_release() is there for whoever smp_load_acquire() shows it.
 *
 *     lockstep run examples/exercises/09_publish_solution.c
 *     lockstep check examples/exercises/09_publish_solution.c
 */
#include <asm/barrier.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int answer;
static int ready;
static DECLARE_COMPLETION(done);

static int writer(void *unused)
{
	answer = 42;
	smp_store_release(&ready, 1);
	complete(&done);
	return 0;
}

static int reader(void *unused)
{
	if (smp_load_acquire(&ready))
		pr_info("publish: the answer is %d\n", answer);
	complete(&done);
	return 0;
}

static int __init publish_init(void)
{
	if (IS_ERR(kthread_run(writer, NULL, "writer")))
		complete(&done);
	if (IS_ERR(kthread_run(reader, NULL, "reader")))
		complete(&done);
	return 0;
}

static void __exit publish_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(publish_init);
module_exit(publish_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Publishes an answer");
