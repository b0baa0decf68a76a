// SPDX-License-Identifier: MIT OR Apache-2.0
// What probe allocates by itself, remove has to free.
#include <linux/module.h>
#include <linux/platform_device.h>

struct lamp {
	atomic_t on;
};

static ssize_t on_show(struct device *device, struct device_attribute *attribute, char *buffer)
{
	struct lamp *lamp = dev_get_drvdata(device);

	return sysfs_emit(buffer, "%d\n", atomic_read(&lamp->on));
}

static ssize_t on_store(struct device *device, struct device_attribute *attribute, const char *text, size_t n)
{
	struct lamp *lamp = dev_get_drvdata(device);

	atomic_inc(&lamp->on);
	return n;
}
static DEVICE_ATTR_RW(on);
static struct attribute *lamp_attrs[] = { &dev_attr_on.attr, NULL };
ATTRIBUTE_GROUPS(lamp);

static int lamp_probe(struct platform_device *device)
{
	struct lamp *lamp = kzalloc(sizeof(*lamp), GFP_KERNEL); //~ ERROR leak

	if (!lamp)
		return -ENOMEM;
	platform_set_drvdata(device, lamp);
	return 0;
}

static int lamp_remove(struct platform_device *device)
{
	return 0;
}

static struct platform_driver lamp_driver = {
	.probe = lamp_probe,
	.remove = lamp_remove,
	.driver = { .name = "lamp", .dev_groups = lamp_groups },
};

static void lamp_release(struct device *device)
{
}

static struct platform_device lamp = { .name = "lamp", .id = 3, .dev = { .release = lamp_release } };

static int __init test_init(void)
{
	int error = platform_driver_register(&lamp_driver);

	if (error)
		return error;
	error = platform_device_register(&lamp);
	if (error)
		platform_driver_unregister(&lamp_driver);
	return error;
}
module_init(test_init);

static void __exit test_exit(void)
{
	platform_device_unregister(&lamp);
	platform_driver_unregister(&lamp_driver);
}
module_exit(test_exit);

MODULE_LICENSE("GPL");
