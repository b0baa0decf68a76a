// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* A lock in a structure that was not found is taken. */
#include <linux/module.h>
#include <linux/mutex.h>

struct box {
	int value;
	struct mutex lock;
};

static struct box *box;

static void attack(void)
{
	mutex_lock(&box->lock);
	mutex_unlock(&box->lock);
}

static int __init hostile_init(void)
{
	attack();
	return 0;
}

static void __exit hostile_exit(void)
{
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
