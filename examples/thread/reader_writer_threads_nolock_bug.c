// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * One thread increments a counter twice a second, another prints it, and nothing orders the two.
 * reader_writer_threads.c has a lock.
 *
 *     lockstep run examples/thread/reader_writer_threads_nolock_bug.c
 *     lockstep check examples/thread/reader_writer_threads_nolock_bug.c
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static unsigned int counter;
static struct task_struct *reader, *writer;

static int write_counter(void *unused)
{
	while (!kthread_should_stop()) {
		counter++;
		msleep(500);
	}
	return 0;
}

static int read_counter(void *unused)
{
	while (!kthread_should_stop()) {
		pr_info("reader_writer_threads_nolock_bug: counter %u\n", counter);
		msleep(500);
	}
	return 0;
}

static int __init reader_writer_threads_nolock_bug_init(void)
{
	pr_info("reader_writer_threads_nolock_bug: hello\n");

	reader = kthread_run(read_counter, NULL, "reader");
	if (IS_ERR(reader))
		return PTR_ERR(reader);
	writer = kthread_run(write_counter, NULL, "writer");
	if (IS_ERR(writer)) {
		kthread_stop(reader);
		return PTR_ERR(writer);
	}
	return 0;
}

static void __exit reader_writer_threads_nolock_bug_exit(void)
{
	kthread_stop(reader);
	kthread_stop(writer);
	pr_info("reader_writer_threads_nolock_bug: goodbye\n");
}

module_init(reader_writer_threads_nolock_bug_init);
module_exit(reader_writer_threads_nolock_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("A thread that writes and one that reads, without a lock");
