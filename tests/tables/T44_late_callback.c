// SPDX-License-Identifier: MIT OR Apache-2.0
/* A device is unplugged while its timer is still armed. */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>

struct device_state {
	struct timer_list timer;
	int beats;
};

static struct device_state *dev;

static void expired(struct timer_list *timer)
{
	struct device_state *state = from_timer(state, timer, timer);

	state->beats++;
}

static int __init start(void)
{
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;
	timer_setup(&dev->timer, expired, 0);
	mod_timer(&dev->timer, jiffies + HZ);
	return 0;
}

static void __exit stop(void)
{
	timer_delete(&dev->timer);
	kfree(dev);
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
