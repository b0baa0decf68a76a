// SPDX-License-Identifier: MIT OR Apache-2.0
/* A timer takes one lock; another is taken under it, and only with bottom halves off. */
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static DEFINE_SPINLOCK(stats);
static DEFINE_SPINLOCK(table);
static struct timer_list timer;

static void expired(struct timer_list *unused)
{
	spin_lock(&stats);
	spin_unlock(&stats);
}

static int __init test_init(void)
{
	spin_lock_bh(&stats);
	spin_lock(&table);
	spin_unlock(&table);
	spin_unlock_bh(&stats);
	/* The timer is not armed yet. */
	spin_lock_bh(&table);
	spin_unlock_bh(&table);
	timer_setup(&timer, expired, 0);
	mod_timer(&timer, jiffies + 1);
	return 0;
}

static void __exit test_exit(void)
{
	timer_delete_sync(&timer);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
