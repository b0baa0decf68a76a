// SPDX-License-Identifier: MIT OR Apache-2.0
/* Readers exclude writers, not each other: what a reader writes races with what another reads. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_RWLOCK(lock);
static int table[4];
static int hits;

static int look_up(void *index)
{
	int found;

	read_lock(&lock);
	found = table[(long)index];
	hits++; //~ ERROR data-race
	read_unlock(&lock);
	return found;
}

static int __init test_init(void)
{
	kthread_run(look_up, (void *)1L, "look_up");
	kthread_run(look_up, (void *)2L, "look_up");
	return 0;
}

static void __exit test_exit(void)
{
	write_lock(&lock);
	write_unlock(&lock);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
