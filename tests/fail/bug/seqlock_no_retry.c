// SPDX-License-Identifier: MIT OR Apache-2.0
/* A reader that does not ask whether it has to read again uses halves of two pairs. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/seqlock.h>

static DEFINE_SEQLOCK(lock);
static int pair[2];

static int reader(void *unused)
{
	int a, b;

	read_seqbegin(&lock);
	a = pair[0];
	b = pair[1];
	BUG_ON(a != b); //~ ERROR bug
	return 0;
}

static int writer(void *unused)
{
	write_seqlock(&lock);
	pair[0]++;
	pair[1]++;
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
	read_seqlock_excl(&lock);
	read_sequnlock_excl(&lock);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
