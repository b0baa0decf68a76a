// SPDX-License-Identifier: MIT OR Apache-2.0
/* A mutex is taken while a spinlock is held. It is free every time, and yet the rule is broken. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(fast);
static DEFINE_MUTEX(slow);
static int total;

static int __init demo_init(void)
{
	spin_lock(&fast); //~ ERROR sleep-in-atomic
	mutex_lock(&slow); //~ ERROR sleep-in-atomic
	total++;
	mutex_unlock(&slow);
	spin_unlock(&fast);
	return 0;
}

static void __exit demo_exit(void)
{
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
