// SPDX-License-Identifier: MIT OR Apache-2.0
// The directory is taken away, and the first reference is never given back.
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

static struct kobject *directory;

static ssize_t value_show(struct kobject *kobject, struct kobj_attribute *attribute, char *buffer)
{
	return sysfs_emit(buffer, "1\n");
}
static struct kobj_attribute value = __ATTR_RO(value);

static int __init test_init(void)
{
	int error;

	directory = kobject_create_and_add("stays", kernel_kobj); //~ ERROR leak
	if (!directory)
		return -ENOMEM;
	error = sysfs_create_file(directory, &value.attr);
	if (error)
		kobject_put(directory);
	return error;
}
module_init(test_init);

static void __exit test_exit(void)
{
	kobject_del(directory);
}
module_exit(test_exit);

MODULE_LICENSE("GPL");
