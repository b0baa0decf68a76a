// SPDX-License-Identifier: MIT OR Apache-2.0
/* A reader that overlaps with a writer reads again. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/seqlock.h>

static DEFINE_SEQLOCK(lock);
static long value;
static volatile long sink;
static DECLARE_COMPLETION(done);

static int first(void *unused)
{
	write_seqlock(&lock);
	value++;
	write_sequnlock(&lock);
	complete(&done);
	return 0;
}

static int second(void *unused)
{
	unsigned int seq;

	do {
		seq = read_seqbegin(&lock);
		sink = value;
	} while (read_seqretry(&lock, seq));
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(first, NULL, "first");
	kthread_run(second, NULL, "second");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
