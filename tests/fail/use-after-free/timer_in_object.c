// SPDX-License-Identifier: MIT OR Apache-2.0
/* An object is freed while the timer in it is armed. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>

struct object {
	struct timer_list timer;
	int expired;
};

static struct object *object;

static void expired(struct timer_list *timer)
{
	struct object *o = from_timer(o, timer, timer);

	o->expired++; //~ ERROR use-after-free
}

static int __init test_init(void)
{
	object = kzalloc(sizeof(*object), GFP_KERNEL);
	if (!object)
		return -ENOMEM;
	timer_setup(&object->timer, expired, 0);
	mod_timer(&object->timer, jiffies + 10);
	kfree(object); //~ ERROR active-object-freed
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
