// SPDX-License-Identifier: MIT OR Apache-2.0
// The call for who removes the attribute that it is in does not wait for its caller.
// do: echo 1 > /sys/kernel/self/remove
// do: echo 2 > /sys/kernel/self/remove
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

static struct kobject *directory;

static ssize_t remove_store(struct kobject *kobject, struct kobj_attribute *attribute, const char *text, size_t n)
{
	sysfs_remove_file_self(kobject, &attribute->attr);
	return n;
}
static struct kobj_attribute remove = __ATTR_WO(remove);

static int __init test_init(void)
{
	directory = kobject_create_and_add("self", kernel_kobj);
	if (!directory)
		return -ENOMEM;
	if (sysfs_create_file(directory, &remove.attr)) {
		kobject_put(directory);
		return -ENOMEM;
	}
	return 0;
}
module_init(test_init);

static void __exit test_exit(void)
{
	kobject_put(directory);
}
module_exit(test_exit);

MODULE_LICENSE("GPL");
