// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A character device that takes a spinlock in open and gives it back in release. The first opener returns to its
 * program with preemption off and the lock held; the second spins until the first closes. On one CPU that is for
 * ever, and the first must not even sleep. chardev_mutex.c keeps the second opener out in another way.
 *
 *     lockstep run examples/chardev/chardev_lock_open_bug.c --do 'cat /dev/msg'
 *     lockstep check examples/chardev/chardev_lock_open_bug.c --do 'echo hello > /dev/msg' --do 'cat /dev/msg'
 */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/module.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>

static char message[64];
static size_t length;
static DEFINE_SPINLOCK(lock);

static dev_t number;
static struct class *class;
static struct cdev cdev;

static int msg_open(struct inode *inode, struct file *file)
{
	pr_info("chardev_lock_open_bug: open on CPU %d\n", raw_smp_processor_id());
	spin_lock(&lock);
	pr_info("chardev_lock_open_bug: has the lock on CPU %d\n", smp_processor_id());
	return 0;
}

static int msg_release(struct inode *inode, struct file *file)
{
	pr_info("chardev_lock_open_bug: release on CPU %d\n", raw_smp_processor_id());
	spin_unlock(&lock);
	return 0;
}

static ssize_t msg_read(struct file *file, char __user *buffer, size_t count, loff_t *position)
{
	return simple_read_from_buffer(buffer, count, position, message, length);
}

static ssize_t msg_write(struct file *file, const char __user *buffer, size_t count, loff_t *position)
{
	ssize_t written = simple_write_to_buffer(message, sizeof(message), position, buffer, count);

	if (written > 0)
		length = *position;
	return written;
}

static const struct file_operations msg_fops = {
	.owner = THIS_MODULE,
	.open = msg_open,
	.release = msg_release,
	.read = msg_read,
	.write = msg_write,
};

static int __init chardev_lock_open_bug_init(void)
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
	pr_info("chardev_lock_open_bug: /dev/msg has major number %d\n", MAJOR(number));
	return 0;

no_device:
	cdev_del(&cdev);
no_cdev:
	class_destroy(class);
no_class:
	unregister_chrdev_region(number, 1);
	return error;
}

static void __exit chardev_lock_open_bug_exit(void)
{
	device_destroy(class, number);
	cdev_del(&cdev);
	class_destroy(class);
	unregister_chrdev_region(number, 1);
}

module_init(chardev_lock_open_bug_init);
module_exit(chardev_lock_open_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Holds a spinlock while its device is open");
