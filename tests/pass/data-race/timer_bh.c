// SPDX-License-Identifier: MIT OR Apache-2.0
/* A timer function and the init function share a lock that the latter takes with bottom halves off. */
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static DEFINE_SPINLOCK(lock);
static int ticks;
static void expired(struct timer_list *timer);
static DEFINE_TIMER(timer, expired);

static void expired(struct timer_list *unused)
{
	spin_lock(&lock);
	ticks++;
	spin_unlock(&lock);
}

static int __init test_init(void)
{
	mod_timer(&timer, jiffies + 1);
	spin_lock_bh(&lock);
	ticks = 0;
	spin_unlock_bh(&lock);
	return 0;
}

static void __exit test_exit(void)
{
	timer_delete_sync(&timer);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
