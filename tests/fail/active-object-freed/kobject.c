// SPDX-License-Identifier: MIT OR Apache-2.0
// The object is freed while its directory is still there, and a reader gets to freed memory.
// do: cat /sys/kernel/thing1/value
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

struct thing {
	struct kobject kobject;
	int value;
};
static struct thing *thing;

static ssize_t value_show(struct kobject *kobject, struct kobj_attribute *attribute, char *buffer)
{ //~ ERROR after-rmmod
	return sysfs_emit(buffer, "%d\n", container_of(kobject, struct thing, kobject)->value); //~ ERROR use-after-free
}
static struct kobj_attribute value = __ATTR_RO(value);
static struct attribute *thing_attrs[] = { &value.attr, NULL };
ATTRIBUTE_GROUPS(thing);

static void thing_release(struct kobject *kobject)
{
	kfree(container_of(kobject, struct thing, kobject));
}

static struct kobj_type thing_type = {
	.release = thing_release,
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = thing_groups,
};

static int __init test_init(void)
{
	thing = kzalloc(sizeof(*thing), GFP_KERNEL);
	if (!thing)
		return -ENOMEM;
	if (kobject_init_and_add(&thing->kobject, &thing_type, kernel_kobj, "thing%d", 1)) { //~ ERROR left-registered
		kobject_put(&thing->kobject);
		return -ENOMEM;
	}
	return 0;
}
module_init(test_init);

static void __exit test_exit(void)
{
	kfree(thing); //~ ERROR active-object-freed
}
module_exit(test_exit);

MODULE_LICENSE("GPL");
