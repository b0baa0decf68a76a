// SPDX-License-Identifier: MIT OR Apache-2.0
/* The object that holds an armed timer is freed; the timer would find freed memory. */
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

static int __init demo_init(void)
{
	watch = kzalloc(sizeof(*watch), GFP_KERNEL);
	if (!watch)
		return -ENOMEM;
	timer_setup(&watch->timer, expired, 0);
	mod_timer(&watch->timer, jiffies + 10 * HZ);
	kfree(watch); //~ ERROR active-object-freed
	del_timer_sync(&watch->timer); //~ ERROR use-after-free
	return 0;
}

static void __exit demo_exit(void)
{
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
