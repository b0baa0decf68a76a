// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * threshold.c, in which the exit function takes the lock of the attributes before it removes them. kobject_put() waits for
 * who is in limit_show(), and that one waits for the lock: neither goes on. What a removal waits for may need no lock that is
 * held across the removal.
 *
 *     lockstep run examples/sysfs/threshold_bug.c --do 'echo 70 > /sys/kernel/threshold/limit; cat /sys/kernel/threshold/limit'
 *     lockstep check examples/sysfs/threshold_bug.c
 */
#include <linux/kobject.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sysfs.h>

static DEFINE_MUTEX(lock);
static int limit = 50;
static unsigned int changes;
static struct kobject *directory;

static ssize_t limit_show(struct kobject *kobject, struct kobj_attribute *attribute, char *buffer)
{
	int value;

	mutex_lock(&lock);
	value = limit;
	mutex_unlock(&lock);
	return sysfs_emit(buffer, "%d\n", value);
}

static ssize_t limit_store(struct kobject *kobject, struct kobj_attribute *attribute, const char *text, size_t n)
{
	int value, error = kstrtoint(text, 0, &value);

	if (error)
		return error;
	if (value < 0 || value > 100)
		return -EINVAL;
	mutex_lock(&lock);
	limit = value;
	changes++;
	mutex_unlock(&lock);
	return n;
}

static ssize_t changes_show(struct kobject *kobject, struct kobj_attribute *attribute, char *buffer)
{
	unsigned int value;

	mutex_lock(&lock);
	value = changes;
	mutex_unlock(&lock);
	return sysfs_emit(buffer, "%u\n", value);
}

static struct kobj_attribute limit_attribute = __ATTR_RW(limit);
static struct kobj_attribute changes_attribute = __ATTR_RO(changes);

static struct attribute *threshold_attrs[] = {
	&limit_attribute.attr,
	&changes_attribute.attr,
	NULL,
};
static const struct attribute_group threshold_group = { .attrs = threshold_attrs };

static int __init threshold_init(void)
{
	int error;

	directory = kobject_create_and_add("threshold", kernel_kobj);
	if (!directory)
		return -ENOMEM;
	error = sysfs_create_group(directory, &threshold_group);
	if (error)
		kobject_put(directory);
	return error;
}
module_init(threshold_init);

static void __exit threshold_exit(void)
{
	mutex_lock(&lock);
	pr_info("limit %d\n", limit);
	kobject_put(directory);
	mutex_unlock(&lock);
}
module_exit(threshold_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Shows and stores a limit in sysfs");
