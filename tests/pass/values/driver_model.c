// SPDX-License-Identifier: MIT OR Apache-2.0
// Who is asked and called when devices and drivers meet on a bus, and what files show.
// do: cat /sys/bus/shelf/version; cat /sys/bus/shelf/drivers/reader/pages; cat /sys/class/shelves/count
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/module.h>

static int probed, removed, released, cleaned;
static u32 pages = 7;
static struct dentry *directory;

static int shelf_match(struct device *device, struct device_driver *driver)
{
	return !strncmp(dev_name(device), driver->name, 4);
}

static ssize_t version_show(struct bus_type *bus, char *buffer)
{
	return sysfs_emit(buffer, "%s 1\n", bus->name);
}
static BUS_ATTR_RO(version);

static struct bus_type shelf = { .name = "shelf", .match = shelf_match };

static ssize_t pages_show(struct device_driver *driver, char *buffer)
{
	return sysfs_emit(buffer, "%s %u\n", driver->name, pages);
}
static DRIVER_ATTR_RO(pages);

static void clean(void *data)
{
	cleaned++;
}

static int reader_probe(struct device *device)
{
	int error = devm_add_action_or_reset(device, clean, NULL);

	if (error)
		return error;
	WARN_ON(!devm_kmalloc(device, 16, GFP_KERNEL));
	WARN_ON(strcmp(dev_driver_string(device), "reader"));
	dev_set_drvdata(device, &pages);
	probed++;
	return 0;
}

static int reader_remove(struct device *device)
{
	WARN_ON(dev_get_drvdata(device) != &pages || cleaned);
	removed++;
	return 0;
}

static struct device_driver reader = {
	.name = "reader",
	.bus = &shelf,
	.probe = reader_probe,
	.remove = reader_remove,
};

static void book_release(struct device *device)
{
	released++;
}

static struct device fits = { .init_name = "read0", .bus = &shelf, .release = book_release };
static struct device other = { .init_name = "write0", .bus = &shelf, .release = book_release };

static ssize_t count_show(struct class *class, struct class_attribute *attribute, char *buffer)
{
	return sysfs_emit(buffer, "%s 2\n", class->name);
}
static CLASS_ATTR_RO(count);
static struct class shelves = { .name = "shelves" };

static int count_device(struct device *device, void *data)
{
	(*(int *)data)++;
	return 0;
}

static int __init test_init(void)
{
	int seen = 0;

	WARN_ON(driver_register(&reader) != -EINVAL);
	WARN_ON(bus_register(&shelf));
	WARN_ON(bus_create_file(&shelf, &bus_attr_version));
	WARN_ON(device_register(&fits));
	WARN_ON(probed);
	WARN_ON(driver_register(&reader));
	WARN_ON(driver_create_file(&reader, &driver_attr_pages));
	WARN_ON(probed != 1 || fits.driver != &reader);
	WARN_ON(device_register(&other));
	WARN_ON(probed != 1 || other.driver);
	bus_for_each_dev(&shelf, NULL, &seen, count_device);
	WARN_ON(seen != 2);
	WARN_ON(class_register(&shelves));
	WARN_ON(class_create_file(&shelves, &class_attr_count));
	directory = debugfs_create_dir("shelf", NULL);
	debugfs_create_u32("pages", 0644, directory, &pages);
	WARN_ON(debugfs_lookup("shelf", NULL) != directory || debugfs_lookup("none", directory));
	return 0;
}
module_init(test_init);

static void __exit test_exit(void)
{
	debugfs_remove_recursive(directory);
	class_remove_file(&shelves, &class_attr_count);
	class_unregister(&shelves);
	device_unregister(&other);
	WARN_ON(released != 1);
	driver_remove_file(&reader, &driver_attr_pages);
	driver_unregister(&reader);
	WARN_ON(removed != 1 || cleaned != 1 || fits.driver);
	device_unregister(&fits);
	WARN_ON(released != 2);
	bus_remove_file(&shelf, &bus_attr_version);
	bus_unregister(&shelf);
}
module_exit(test_exit);

MODULE_LICENSE("GPL");
