// SPDX-License-Identifier: MIT OR Apache-2.0
/* Readers beside each other and a writer alone; a write that is tried. */
#include <linux/atomic.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_RWLOCK(lock);
static int pair[2];
static atomic_t hits;

static int reader(void *unused)
{
	read_lock(&lock);
	if (pair[0] != pair[1])
		BUG();
	atomic_inc(&hits);
	read_unlock(&lock);
	return 0;
}

static int writer(void *unused)
{
	unsigned long flags;

	write_lock(&lock);
	pair[0]++;
	pair[1]++;
	write_unlock(&lock);
	if (write_trylock_irqsave(&lock, flags)) {
		pair[0]++;
		pair[1]++;
		write_unlock_irqrestore(&lock, flags);
	}
	return 0;
}

static int __init test_init(void)
{
	kthread_run(reader, NULL, "reader");
	kthread_run(reader, NULL, "reader");
	kthread_run(writer, NULL, "writer");
	return 0;
}

static void __exit test_exit(void)
{
	write_lock(&lock);
	if (pair[0] != pair[1])
		BUG();
	write_unlock(&lock);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
