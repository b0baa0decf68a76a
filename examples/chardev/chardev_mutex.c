// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A character device for one program at a time, without a lock that is held while it is open: a flag says that it is
 * in use, and a mutex guards the flag and the message, each time for a moment. Who comes second is told that the
 * device is busy. chardev_lock_open_bug.c holds a spinlock instead.
 *
 *     lockstep run examples/chardev/chardev_mutex.c --do 'echo hello > /dev/msg; cat /dev/msg'
 *     lockstep check examples/chardev/chardev_mutex.c --do 'echo hello > /dev/msg' --do 'cat /dev/msg'
 */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

static char message[64];
static size_t length;
static bool in_use;
static DEFINE_MUTEX(lock);

static dev_t number;
static struct class *class;
static struct cdev cdev;

static int msg_open(struct inode *inode, struct file *file)
{
	int error = 0;

	mutex_lock(&lock);
	if (in_use)
		error = -EBUSY;
	else
		in_use = true;
	mutex_unlock(&lock);
	pr_info("chardev_mutex: open: %d\n", error);
	return error;
}

static int msg_release(struct inode *inode, struct file *file)
{
	mutex_lock(&lock);
	in_use = false;
	mutex_unlock(&lock);
	return 0;
}

static ssize_t msg_read(struct file *file, char __user *buffer, size_t count, loff_t *position)
{
	ssize_t result;

	if (mutex_lock_interruptible(&lock))
		return -ERESTARTSYS;
	result = simple_read_from_buffer(buffer, count, position, message, length);
	mutex_unlock(&lock);
	return result;
}

static ssize_t msg_write(struct file *file, const char __user *buffer, size_t count, loff_t *position)
{
	ssize_t result;

	if (mutex_lock_interruptible(&lock))
		return -ERESTARTSYS;
	result = simple_write_to_buffer(message, sizeof(message), position, buffer, count);
	if (result > 0)
		length = *position;
	mutex_unlock(&lock);
	return result;
}

static const struct file_operations msg_fops = {
	.owner = THIS_MODULE,
	.open = msg_open,
	.release = msg_release,
	.read = msg_read,
	.write = msg_write,
};

static int __init chardev_mutex_init(void)
{
	struct device *device;
	int error;

	error = alloc_chrdev_region(&number, 0, 1, "msg");
	if (error)
		return error;

	class = class_create("msg");
	if (IS_ERR(class)) {
		error = PTR_ERR(class);
		goto no_class;
	}

	/* The device works before its node is there. */
	cdev_init(&cdev, &msg_fops);
	cdev.owner = THIS_MODULE;
	error = cdev_add(&cdev, number, 1);
	if (error)
		goto no_cdev;

	device = device_create(class, NULL, number, NULL, "msg");
	if (IS_ERR(device)) {
		error = PTR_ERR(device);
		goto no_device;
	}
	pr_info("chardev_mutex: /dev/msg has major number %d\n", MAJOR(number));
	return 0;

no_device:
	cdev_del(&cdev);
no_cdev:
	class_destroy(class);
no_class:
	unregister_chrdev_region(number, 1);
	return error;
}

static void __exit chardev_mutex_exit(void)
{
	device_destroy(class, number);
	cdev_del(&cdev);
	class_destroy(class);
	unregister_chrdev_region(number, 1);
}

module_init(chardev_mutex_init);
module_exit(chardev_mutex_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("A device for one program at a time");
