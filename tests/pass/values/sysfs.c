// SPDX-License-Identifier: MIT OR Apache-2.0
// What the calls of sysfs and of kobjects return, whom they call, and what readers get.
// do: cat /sys/kernel/values/shown; cat /sys/kernel/values/named/number; cat /sys/kernel/values/blob
// do: cat /sys/kernel/values/again/shown; echo 12 > /sys/kernel/values/named/number; cat /sys/kernel/values/hidden
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

static struct kobject *directory;
static struct kset *set;
static int events, released;

static ssize_t shown_show(struct kobject *kobject, struct kobj_attribute *attribute, char *buffer)
{
	int n = sysfs_emit(buffer, "%s", "one ");

	WARN_ON(n != 4 || kobject != directory);
	n += sysfs_emit_at(buffer, n, "%d\n", 2);
	WARN_ON(n != 6 || strcmp(buffer, "one 2\n"));
	return n;
}
static struct kobj_attribute shown = __ATTR_RO(shown);

static ssize_t number_show(struct kobject *kobject, struct kobj_attribute *attribute, char *buffer)
{
	return sysfs_emit(buffer, "%s\n", attribute->attr.name);
}

static ssize_t number_store(struct kobject *kobject, struct kobj_attribute *attribute, const char *text, size_t n)
{
	WARN_ON(n != 3 || strcmp(text, "12\n"));
	return n;
}
static struct kobj_attribute number = __ATTR_RW(number);
static struct kobj_attribute hidden = __ATTR_RO_MODE(shown, 0444);

static umode_t visible(struct kobject *kobject, struct attribute *attribute, int index)
{
	WARN_ON(kobject != directory || index < 0 || index > 1);
	return index ? 0 : attribute->mode;
}

static struct attribute *attributes[] = { &number.attr, &hidden.attr, NULL };
static const struct attribute_group named = { .name = "named", .is_visible = visible, .attrs = attributes };

static ssize_t blob_read(struct file *file, struct kobject *kobject, struct bin_attribute *attribute, char *buffer,
			 loff_t offset, size_t n)
{
	WARN_ON(offset < 0 || offset + n > 6 || attribute->size != 6);
	memcpy(buffer, "sample" + offset, n);
	return n;
}
static BIN_ATTR_RO(blob, 6);

static int asked(struct kobject *kobject, struct kobj_uevent_env *environment)
{
	WARN_ON(strcmp(environment->envp[0], "ACTION=add") && strcmp(environment->envp[0], "ACTION=remove"));
	WARN_ON(strcmp(environment->envp[1], "DEVPATH=/kernel/set/member7"));
	WARN_ON(strcmp(environment->envp[2], "SUBSYSTEM=set"));
	WARN_ON(add_uevent_var(environment, "N=%d", 7));
	WARN_ON(strcmp(environment->envp[3], "N=7"));
	events++;
	return 0;
}

static const struct kset_uevent_ops operations = { .uevent = asked };

static void member_release(struct kobject *kobject)
{
	released++;
	kfree(kobject);
}

static struct kobj_type member_type = { .release = member_release, .sysfs_ops = &kobj_sysfs_ops };

static void members(void)
{
	struct kobject *member = kzalloc(sizeof(*member), GFP_KERNEL), *found;
	char *path;

	if (!member)
		return;
	set = kset_create_and_add("set", &operations, kernel_kobj);
	if (WARN_ON(!set)) {
		kfree(member);
		return;
	}
	member->kset = set;
	if (WARN_ON(kobject_init_and_add(member, &member_type, NULL, "member%d", 7)))
		return;
	WARN_ON(kobject_uevent(member, KOBJ_ADD) || events != 1);
	path = kobject_get_path(member, GFP_KERNEL);
	WARN_ON(!path || strcmp(path, "/kernel/set/member7"));
	kfree(path);
	found = kset_find_obj(set, "member7");
	WARN_ON(found != member || kref_read(&member->kref) != 2 || kset_find_obj(set, "member8"));
	kobject_put(found);
	WARN_ON(list_empty(&set->list) || released);
	kobject_put(member);
	WARN_ON(!list_empty(&set->list) || released != 1 || events != 2);
	kset_unregister(set);
}

static int __init test_init(void)
{
	members();
	directory = kobject_create_and_add("values", kernel_kobj);
	if (!directory)
		return -ENOMEM;
	WARN_ON(strcmp(kobject_name(directory), "values") || directory->parent != kernel_kobj);
	WARN_ON(sysfs_create_file(directory, &shown.attr));
	WARN_ON(sysfs_create_group(directory, &named));
	WARN_ON(sysfs_create_bin_file(directory, &bin_attr_blob));
	WARN_ON(sysfs_create_link(directory, directory, "again"));
	WARN_ON(sysfs_chmod_file(directory, &shown.attr, 0400));
	sysfs_notify(directory, NULL, "shown");
	return 0;
}
module_init(test_init);

static void __exit test_exit(void)
{
	sysfs_remove_link(directory, "again");
	sysfs_remove_bin_file(directory, &bin_attr_blob);
	sysfs_remove_group(directory, &named);
	sysfs_remove_file(directory, &shown.attr);
	kobject_put(directory);
}
module_exit(test_exit);

MODULE_LICENSE("GPL");
