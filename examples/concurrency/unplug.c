// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Each open file holds a reference to what it uses, and so does the device; the last one to let go frees it:
 * unplug_bug.c, repaired.
 *
 *     lockstep run examples/concurrency/unplug.c --do 'cat /dev/gauge; echo 0 > /dev/gauge'
 *     lockstep check examples/concurrency/unplug.c --do 'cat /dev/gauge' --do 'echo 0 > /dev/gauge'
 */
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

struct gauge {
	struct kref users;
	int value;
};

static struct gauge *gauge;
static DEFINE_MUTEX(lock);

static void gauge_free(struct kref *users)
{
	kfree(container_of(users, struct gauge, users));
}

static int gauge_open(struct inode *inode, struct file *file)
{
	int error = 0;

	mutex_lock(&lock);
	if (gauge) {
		kref_get(&gauge->users);
		file->private_data = gauge;
	} else {
		error = -ENODEV;
	}
	mutex_unlock(&lock);
	return error;
}

static ssize_t gauge_read(struct file *file, char __user *buffer, size_t count, loff_t *position)
{
	struct gauge *mine = file->private_data;

	return simple_read_from_buffer(buffer, count, position, &mine->value, sizeof(mine->value));
}

/* Anything that is written takes the gauge away, as if its cable were pulled. */
static ssize_t gauge_write(struct file *file, const char __user *buffer, size_t count, loff_t *position)
{
	struct gauge *gone;

	mutex_lock(&lock);
	gone = gauge;
	gauge = NULL;
	mutex_unlock(&lock);
	if (gone)
		kref_put(&gone->users, gauge_free);
	return count;
}

static int gauge_release(struct inode *inode, struct file *file)
{
	struct gauge *mine = file->private_data;

	kref_put(&mine->users, gauge_free);
	return 0;
}

static const struct file_operations gauge_fops = {
	.owner = THIS_MODULE,
	.open = gauge_open,
	.read = gauge_read,
	.write = gauge_write,
	.release = gauge_release,
};

static struct miscdevice gauge_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "gauge",
	.fops = &gauge_fops,
};

static int __init unplug_init(void)
{
	int error;

	gauge = kzalloc(sizeof(*gauge), GFP_KERNEL);
	if (!gauge)
		return -ENOMEM;
	kref_init(&gauge->users);
	error = misc_register(&gauge_device);
	if (error)
		kfree(gauge);
	return error;
}

static void __exit unplug_exit(void)
{
	misc_deregister(&gauge_device);
	if (gauge)
		kref_put(&gauge->users, gauge_free);
}

module_init(unplug_init);
module_exit(unplug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Counts who uses what");
