// SPDX-License-Identifier: MIT OR Apache-2.0
/* Locks that were initialised in each of the ways. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

static DEFINE_MUTEX(a);
static struct mutex b = __MUTEX_INITIALIZER(b);
static struct mutex c;
static spinlock_t s = __SPIN_LOCK_UNLOCKED(s);

static void attempt(void)
{
	struct mutex d;

	mutex_init(&c);
	mutex_init(&d);
	mutex_lock(&a);
	mutex_lock(&b);
	mutex_lock(&c);
	mutex_lock(&d);
	spin_lock(&s);
	spin_unlock(&s);
	mutex_unlock(&d);
	mutex_unlock(&c);
	mutex_unlock(&b);
	mutex_unlock(&a);
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
