// SPDX-License-Identifier: MIT OR Apache-2.0
/* A reader does not leave on one path. */
#include <linux/module.h>
#include <linux/rcupdate.h>

static int __rcu *limit;

static int __init test_init(void)
{
	rcu_read_lock(); //~ ERROR lock-held-at-exit
	if (!rcu_dereference(limit)) {
		return 0;
	}
	rcu_read_unlock();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
