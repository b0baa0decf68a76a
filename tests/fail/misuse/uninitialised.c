// SPDX-License-Identifier: MIT OR Apache-2.0
/* A lock that nobody initialised. */
#include <linux/module.h>
#include <linux/mutex.h>

static struct mutex lock;

static void attempt(void)
{
	mutex_lock(&lock); //~ ERROR misuse
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
