// SPDX-License-Identifier: MIT OR Apache-2.0
/* A reader leaves on each path. */
#include <linux/module.h>
#include <linux/rcupdate.h>

static int __rcu *limit;

static int __init test_init(void)
{
	rcu_read_lock();
	if (!rcu_dereference(limit)) {
		rcu_read_unlock();
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
