// SPDX-License-Identifier: MIT OR Apache-2.0
/* Bytes go from a user into a fifo and back. */
// do: echo hello > /proc/fifo; cat /proc/fifo
#include <linux/kfifo.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>

static DEFINE_KFIFO(fifo, unsigned char, 8);
static DEFINE_MUTEX(readers);
static DEFINE_MUTEX(writers);

static ssize_t fifo_read(struct file *file, char __user *buffer, size_t n, loff_t *position)
{
	unsigned int copied;
	int error;

	mutex_lock(&readers);
	error = kfifo_to_user(&fifo, buffer, n, &copied);
	mutex_unlock(&readers);
	WARN_ON(error || (copied != 6 && copied != 0));
	return error ? error : copied;
}

static ssize_t fifo_write(struct file *file, const char __user *buffer, size_t n, loff_t *position)
{
	unsigned int copied;
	unsigned char first;
	int error;

	mutex_lock(&writers);
	error = kfifo_from_user(&fifo, buffer, n, &copied);
	mutex_unlock(&writers);
	WARN_ON(error || copied != 6 || !kfifo_peek(&fifo, &first) || first != 'h');
	return error ? error : copied;
}

static const struct proc_ops fifo_ops = {
	.proc_read = fifo_read,
	.proc_write = fifo_write,
};

static int __init test_init(void)
{
	return proc_create("fifo", 0600, NULL, &fifo_ops) ? 0 : -ENOMEM;
}

static void __exit test_exit(void)
{
	remove_proc_entry("fifo", NULL);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
