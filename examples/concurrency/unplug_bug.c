// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A source of concurrency: devices that disappear. What an open file uses is freed when the device goes, though the
 * file is still open. In unplug.c each user holds a reference, and the last one to let go frees.
 *
 *     lockstep run examples/concurrency/unplug_bug.c --do 'cat /dev/gauge; echo 0 > /dev/gauge'
 *     lockstep check examples/concurrency/unplug_bug.c --do 'cat /dev/gauge' --do 'echo 0 > /dev/gauge'
 */
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

struct gauge {
	int value;
};

static struct gauge *gauge;
static DEFINE_MUTEX(lock);

static int gauge_open(struct inode *inode, struct file *file)
{
	int error = 0;

	mutex_lock(&lock);
	if (gauge) {
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
	kfree(gone);
	return count;
}

static const struct file_operations gauge_fops = {
	.owner = THIS_MODULE,
	.open = gauge_open,
	.read = gauge_read,
	.write = gauge_write,
};

static struct miscdevice gauge_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "gauge",
	.fops = &gauge_fops,
};

static int __init unplug_bug_init(void)
{
	int error;

	gauge = kzalloc(sizeof(*gauge), GFP_KERNEL);
	if (!gauge)
		return -ENOMEM;
	error = misc_register(&gauge_device);
	if (error)
		kfree(gauge);
	return error;
}

static void __exit unplug_bug_exit(void)
{
	misc_deregister(&gauge_device);
	kfree(gauge);
}

module_init(unplug_bug_init);
module_exit(unplug_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Frees what an open file uses");
