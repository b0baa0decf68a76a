// SPDX-License-Identifier: MIT OR Apache-2.0
/* The reader reads once more after its section has ended. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/seqlock.h>

static DEFINE_SEQLOCK(lock);
static int value;

static int reader(void *unused)
{
	unsigned int seq;
	int a;

	do {
		seq = read_seqbegin(&lock);
		a = value;
	} while (read_seqretry(&lock, seq));
	return a + value; //~ ERROR data-race
}

static int writer(void *unused)
{
	write_seqlock(&lock);
	value++; //~ ERROR data-race
	write_sequnlock(&lock);
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
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
