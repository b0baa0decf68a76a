// SPDX-License-Identifier: MIT OR Apache-2.0
/* A function takes a semaphore of one unit and calls another that takes it too. */
#include <linux/module.h>
#include <linux/semaphore.h>

static DEFINE_SEMAPHORE(lock, 1);
static int value;

static void add(int n)
{
	down(&lock); //~ ERROR deadlock
	value += n;
	up(&lock);
}

static int __init test_init(void)
{
	down(&lock);
	add(1);
	up(&lock);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
