// SPDX-License-Identifier: MIT OR Apache-2.0
/* A reader reads again while a writer waits between. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/rwsem.h>

static DECLARE_RWSEM(table_sem);
static DECLARE_COMPLETION(done);
static int table[4];

static int entry(int i)
{
	int value;

	down_read(&table_sem); //~ ERROR deadlock
	value = table[i];
	up_read(&table_sem);
	return value;
}

static int walker(void *unused)
{
	int sum = 0, i;

	down_read(&table_sem);
	for (i = 0; i < 2; i++)
		sum += entry(i);
	up_read(&table_sem);
	complete(&done);
	return sum;
}

static int changer(void *unused)
{
	down_write(&table_sem); //~ ERROR deadlock
	table[1] = 7;
	up_write(&table_sem);
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
