// SPDX-License-Identifier: MIT OR Apache-2.0
/* Memory is freed with an armed timer of high resolution in it. */
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/slab.h>

struct device {
	struct hrtimer timer;
};

static enum hrtimer_restart beat(struct hrtimer *t)
{
	return HRTIMER_NORESTART;
}

static int __init test_init(void)
{
	struct device *device = kzalloc(sizeof(*device), GFP_KERNEL);

	if (!device)
		return -ENOMEM;
	hrtimer_setup(&device->timer, beat, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&device->timer, us_to_ktime(50), HRTIMER_MODE_REL);
	kfree(device); //~ ERROR active-object-freed
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
