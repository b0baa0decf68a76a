// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * One thread increments a counter twice a second, another prints it, both under a spinlock. The values never fall.
 * The sleep stands outside of the lock. A thread that ends returns from its function, which kthread_stop() waits
 * for.
 *
 *     lockstep run examples/thread/reader_writer_threads.c
 *     lockstep check examples/thread/reader_writer_threads.c
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static unsigned int counter;
static DEFINE_SPINLOCK(counter_lock);
static struct task_struct *reader, *writer;

static int write_counter(void *unused)
{
	while (!kthread_should_stop()) {
		spin_lock(&counter_lock);
		counter++;
		spin_unlock(&counter_lock);
		msleep(500);
	}
	return 0;
}

static int read_counter(void *unused)
{
	while (!kthread_should_stop()) {
		spin_lock(&counter_lock);
		pr_info("reader_writer_threads: counter %u\n", counter);
		spin_unlock(&counter_lock);
		msleep(500);
	}
	return 0;
}

static int __init reader_writer_threads_init(void)
{
	pr_info("reader_writer_threads: hello\n");

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

static void __exit reader_writer_threads_exit(void)
{
	kthread_stop(reader);
	kthread_stop(writer);
	pr_info("reader_writer_threads: goodbye\n");
}

module_init(reader_writer_threads_init);
module_exit(reader_writer_threads_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("A thread that writes and one that reads");
