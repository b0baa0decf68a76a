// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 misuse|lock-held-at-exit
/* A structure is assigned with a mutex in it that is held. */
#include <linux/module.h>
#include <linux/mutex.h>

struct box {
	struct mutex lock;
	int value;
};

static struct box one, other;

static void attack(void)
{
	mutex_init(&one.lock);
	mutex_lock(&one.lock);
	other = one;
	mutex_unlock(&other.lock);
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
