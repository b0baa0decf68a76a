// SPDX-License-Identifier: MIT OR Apache-2.0
/* A mutex is unlocked on a path that did not lock it. */
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static bool quick = true;

static void attempt(void)
{
	if (!quick)
		mutex_lock(&lock);
	mutex_unlock(&lock); //~ ERROR misuse
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
