// SPDX-License-Identifier: MIT OR Apache-2.0
/* The timer is stopped before its object is freed; a second one frees its object itself, when it is not armed any more. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>

struct watch {
	int rounds;
	struct timer_list timer;
};

static struct watch *watch;

static void expired(struct timer_list *t)
{
}

static void expired_last(struct timer_list *t)
{
	kfree(container_of(t, struct watch, timer));
}

static int __init demo_init(void)
{
	watch = kzalloc(sizeof(*watch), GFP_KERNEL);
	if (!watch)
		return -ENOMEM;
	timer_setup(&watch->timer, expired, 0);
	mod_timer(&watch->timer, jiffies + 10 * HZ);
	del_timer_sync(&watch->timer);
	kfree(watch);
	watch = kzalloc(sizeof(*watch), GFP_KERNEL);
	if (!watch)
		return -ENOMEM;
	timer_setup(&watch->timer, expired_last, 0);
	mod_timer(&watch->timer, jiffies + 1);
	return 0;
}

static void __exit demo_exit(void)
{
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
