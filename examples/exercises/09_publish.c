// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 9. One thread writes the answer and then says that it is ready; the other waits for the word and reads the
 * answer. Both are on different CPUs, and neither the compiler nor the CPU has to keep the order of plain accesses. Say
 * that the order matters.
 *
 *     lockstep run examples/exercises/09_publish.c
 *     lockstep check examples/exercises/09_publish.c
 */
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
	/* TODO: the answer has to be there before the word. */
	ready = 1;
	complete(&done);
	return 0;
}

static int reader(void *unused)
{
	/* TODO: the word has to be read before the answer. */
	if (ready)
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
