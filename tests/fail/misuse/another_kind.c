// SPDX-License-Identifier: MIT OR Apache-2.0
/* A mutex is released as if it were a spinlock. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

static DEFINE_MUTEX(lock);

static int __init test_init(void)
{
	mutex_lock(&lock);
	spin_unlock((void *)&lock); //~ ERROR misuse
	mutex_unlock(&lock);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
