// SPDX-License-Identifier: MIT OR Apache-2.0
/* A timer function frees the object that the timer lies in. */
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>

struct object {
	struct timer_list timer;
	int value;
};

static DECLARE_COMPLETION(done);

static void expired(struct timer_list *timer)
{
	struct object *object = from_timer(object, timer, timer);

	object->value++;
	kfree(object);
	complete(&done);
}

static int __init test_init(void)
{
	struct object *object = kzalloc(sizeof(*object), GFP_KERNEL);

	if (!object)
		return -ENOMEM;
	timer_setup(&object->timer, expired, 0);
	mod_timer(&object->timer, jiffies + 1);
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
