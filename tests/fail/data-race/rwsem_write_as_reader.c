// SPDX-License-Identifier: MIT OR Apache-2.0
/* Readers of a semaphore exclude writers, not each other. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/rwsem.h>

static DECLARE_RWSEM(sem);
static int table[4];
static int hits;

static int look_up(void *index)
{
	int found;

	down_read(&sem);
	found = table[(long)index];
	hits++; //~ ERROR data-race
	up_read(&sem);
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
	down_write(&sem);
	up_write(&sem);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
