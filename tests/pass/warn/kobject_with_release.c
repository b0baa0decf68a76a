// SPDX-License-Identifier: MIT OR Apache-2.0
// A kobject whose type has a release function, which has nothing to free.
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

static void type_release(struct kobject *kobject)
{
}

static struct kobj_type type = { .release = type_release };
static struct kobject object;

static int __init test_init(void)
{
	int error = kobject_init_and_add(&object, &type, kernel_kobj, "object");

	if (error)
		kobject_put(&object);
	return error;
}
module_init(test_init);

static void __exit test_exit(void)
{
	kobject_put(&object);
}
module_exit(test_exit);

MODULE_LICENSE("GPL");
