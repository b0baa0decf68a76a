// SPDX-License-Identifier: MIT OR Apache-2.0
/* Readers read a pair again when a writer came between; two writers exclude each other. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/seqlock.h>

static DEFINE_SEQLOCK(lock);
static seqcount_t count = SEQCNT_ZERO(count);
static DEFINE_SPINLOCK(writers);
static int pair[2];
static int other[2];

static int reader(void *unused)
{
	unsigned int seq;
	int a, b;

	do {
		seq = read_seqbegin(&lock);
		a = pair[0];
		b = pair[1];
	} while (read_seqretry(&lock, seq));
	BUG_ON(a != b);
	do {
		seq = read_seqcount_begin(&count);
		a = other[0];
		b = other[1];
	} while (read_seqcount_retry(&count, seq));
	BUG_ON(a != b);
	return 0;
}

static int writer(void *unused)
{
	unsigned long flags;

	write_seqlock_irqsave(&lock, flags);
	pair[0]++;
	pair[1]++;
	write_sequnlock_irqrestore(&lock, flags);
	spin_lock(&writers);
	write_seqcount_begin(&count);
	other[0]++;
	other[1]++;
	write_seqcount_end(&count);
	spin_unlock(&writers);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(reader, NULL, "reader");
	kthread_run(writer, NULL, "writer");
	return 0;
}

static void __exit test_exit(void)
{
	int seq = 1, a, b;

	read_seqbegin_or_lock(&lock, &seq);
	a = pair[0];
	b = pair[1];
	done_seqretry(&lock, seq);
	BUG_ON(a != b);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
