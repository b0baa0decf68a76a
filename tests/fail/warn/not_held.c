// SPDX-License-Identifier: MIT OR Apache-2.0
/* A function that expects its caller to hold the lock is called once without it. */
#include <linux/kthread.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static int value;

static void add(int n)
{
	lockdep_assert_held(&lock); //~ ERROR warn
	value += n;
}

static int __init test_init(void)
{
	mutex_lock(&lock);
	add(1);
	mutex_unlock(&lock);
	add(2);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
