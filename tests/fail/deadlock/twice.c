// SPDX-License-Identifier: MIT OR Apache-2.0
/* A function takes a mutex and calls another that takes it too. */
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static int value;

static void add(int n)
{
	mutex_lock(&lock); //~ ERROR deadlock
	value += n;
	mutex_unlock(&lock);
}

static void attempt(void)
{
	mutex_lock(&lock);
	add(1);
	mutex_unlock(&lock);
}

static int __init test_init(void)
{
	attempt();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
