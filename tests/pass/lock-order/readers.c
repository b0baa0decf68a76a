// SPDX-License-Identifier: MIT OR Apache-2.0
/* A reader and a writer in one order. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>

static DECLARE_RWSEM(tree);
static DEFINE_MUTEX(log);

static int __init test_init(void)
{
	down_read(&tree);
	mutex_lock(&log);
	mutex_unlock(&log);
	up_read(&tree);
	return 0;
}

static void __exit test_exit(void)
{
	down_write(&tree);
	mutex_lock(&log);
	mutex_unlock(&log);
	up_write(&tree);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
