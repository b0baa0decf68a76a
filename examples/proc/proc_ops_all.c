// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Every member of struct proc_ops that a small entry may set. What is left out has an answer of its own: without
 * proc_open every open succeeds, without proc_ioctl a user gets ENOTTY, without proc_mmap ENODEV, without proc_read
 * or proc_write EIO. proc_read_iter, proc_get_unmapped_area and proc_compat_ioctl are other forms of the same calls,
 * which stay empty here.
 *
 *     lockstep run examples/proc/proc_ops_all.c --do 'echo 1234 > /proc/ops; cat /proc/ops; ioctl /proc/ops 0x7001 7'
 *     lockstep check examples/proc/proc_ops_all.c --do 'echo 1234 > /proc/ops; cat /proc/ops; ioctl /proc/ops 0x7001 7'
 */
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>

#define OPS_ADD 0x7001

static DEFINE_MUTEX(lock);
static char text[16] = "empty\n";
static size_t length = 6;
static unsigned long added;

static int ops_open(struct inode *inode, struct file *file)
{
	pr_info("proc_ops_all: open\n");
	return 0;
}

static ssize_t ops_read(struct file *file, char __user *buffer, size_t n, loff_t *position)
{
	ssize_t copied;

	mutex_lock(&lock);
	copied = simple_read_from_buffer(buffer, n, position, text, length);
	mutex_unlock(&lock);
	pr_info("proc_ops_all: read gives %zd\n", copied);
	return copied;
}

static ssize_t ops_write(struct file *file, const char __user *buffer, size_t n, loff_t *position)
{
	ssize_t result = -EFAULT;

	if (n > sizeof(text))
		return -EINVAL;
	mutex_lock(&lock);
	if (!copy_from_user(text, buffer, n)) {
		length = n;
		result = n;
	}
	mutex_unlock(&lock);
	pr_info("proc_ops_all: write gives %zd\n", result);
	return result;
}

static loff_t ops_lseek(struct file *file, loff_t offset, int whence)
{
	pr_info("proc_ops_all: lseek to %lld\n", offset);
	return fixed_size_llseek(file, offset, whence, sizeof(text));
}

static int ops_release(struct inode *inode, struct file *file)
{
	pr_info("proc_ops_all: release\n");
	return 0;
}

static __poll_t ops_poll(struct file *file, struct poll_table_struct *table)
{
	return EPOLLIN | EPOLLRDNORM | EPOLLOUT | EPOLLWRNORM;
}

static long ops_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	if (command != OPS_ADD)
		return -ENOTTY;
	mutex_lock(&lock);
	added += argument;
	pr_info("proc_ops_all: ioctl makes it %lu\n", added);
	mutex_unlock(&lock);
	return 0;
}

static int ops_mmap(struct file *file, struct vm_area_struct *area)
{
	return -ENODEV;
}

static const struct proc_ops ops = {
	.proc_flags = 0,
	.proc_open = ops_open,
	.proc_read = ops_read,
	.proc_write = ops_write,
	.proc_lseek = ops_lseek,
	.proc_release = ops_release,
	.proc_poll = ops_poll,
	.proc_ioctl = ops_ioctl,
	.proc_mmap = ops_mmap,
};

static int __init proc_ops_all_init(void)
{
	return proc_create("ops", 0666, NULL, &ops) ? 0 : -ENOMEM;
}

static void __exit proc_ops_all_exit(void)
{
	remove_proc_entry("ops", NULL);
}

module_init(proc_ops_all_init);
module_exit(proc_ops_all_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Sets the members of proc_ops");
