// SPDX-License-Identifier: MIT OR Apache-2.0
/* A reader and a writer in two orders. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>

static DECLARE_RWSEM(tree);
static DEFINE_MUTEX(log);

static int __init test_init(void)
{
	down_read(&tree); //~ ERROR lock-order
	mutex_lock(&log); //~ ERROR lock-order
	mutex_unlock(&log);
	up_read(&tree);
	return 0;
}

static void __exit test_exit(void)
{
	mutex_lock(&log); //~ ERROR lock-order
	down_read(&tree); //~ ERROR lock-order
	up_read(&tree);
	mutex_unlock(&log);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
