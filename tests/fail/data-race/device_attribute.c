// SPDX-License-Identifier: MIT OR Apache-2.0
// Two processes store an attribute of a device, and nothing orders them.
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct gauge {
	struct mutex lock;
	int level;
};
static struct gauge gauge;
static struct class *gauges;

static ssize_t level_show(struct device *device, struct device_attribute *attribute, char *buffer)
{
	struct gauge *g = dev_get_drvdata(device);
	int level;

	level = g->level; //~ ERROR data-race
	return sysfs_emit(buffer, "%d\n", level);
}

static ssize_t level_store(struct device *device, struct device_attribute *attribute, const char *text, size_t n)
{
	struct gauge *g = dev_get_drvdata(device);
	int level, error = kstrtoint(text, 0, &level);

	if (error)
		return error;
	g->level += level; //~ ERROR data-race
	return n;
}
static DEVICE_ATTR_RW(level);

static struct attribute *gauge_attrs[] = { &dev_attr_level.attr, NULL };
ATTRIBUTE_GROUPS(gauge);

static int __init test_init(void)
{
	struct device *device;

	mutex_init(&gauge.lock);
	gauges = class_create("gauges");
	if (IS_ERR(gauges))
		return PTR_ERR(gauges);
	device = device_create_with_groups(gauges, NULL, MKDEV(0, 0), &gauge, gauge_groups, "gauge%d", 0);
	if (IS_ERR(device)) {
		class_destroy(gauges);
		return PTR_ERR(device);
	}
	dev_info(device, "here\n");
	return 0;
}
module_init(test_init);

static void __exit test_exit(void)
{
	device_destroy(gauges, MKDEV(0, 0));
	class_destroy(gauges);
}
module_exit(test_exit);

MODULE_LICENSE("GPL");
