// SPDX-License-Identifier: MIT OR Apache-2.0
/* A spinning reader reads again while a writer waits between: the lock is fair. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_RWLOCK(table_lock);
static DECLARE_COMPLETION(done);
static int table[4];

static int entry(int i)
{
	int value;

	read_lock(&table_lock); //~ ERROR deadlock
	value = table[i];
	read_unlock(&table_lock);
	return value;
}

static int walker(void *unused)
{
	int sum = 0, i;

	read_lock(&table_lock);
	for (i = 0; i < 2; i++)
		sum += entry(i);
	read_unlock(&table_lock);
	complete(&done);
	return sum;
}

static int changer(void *unused)
{
	write_lock(&table_lock); //~ ERROR deadlock
	table[1] = 7;
	write_unlock(&table_lock);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(walker, NULL, "walker");
	kthread_run(changer, NULL, "changer");
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
