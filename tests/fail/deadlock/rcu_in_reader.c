// SPDX-License-Identifier: MIT OR Apache-2.0
/* A reader waits for all readers. */
#include <linux/module.h>
#include <linux/rcupdate.h>

static int __init test_init(void)
{
	rcu_read_lock();
	synchronize_rcu(); //~ ERROR deadlock, sleep-in-atomic
	rcu_read_unlock();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
