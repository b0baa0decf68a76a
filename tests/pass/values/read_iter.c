// SPDX-License-Identifier: MIT OR Apache-2.0
/* A device that is read and written by iterators. */
// do: echo hello > /dev/echo; cat /dev/echo
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uio.h>

static char text[16];
static size_t filled;
static DEFINE_MUTEX(lock);

static ssize_t echo_read(struct kiocb *request, struct iov_iter *to)
{
	size_t n = 0;

	mutex_lock(&lock);
	if (request->ki_pos < filled)
		n = copy_to_iter(text + request->ki_pos, filled - request->ki_pos, to);
	mutex_unlock(&lock);
	request->ki_pos += n;
	return n;
}

static ssize_t echo_write(struct kiocb *request, struct iov_iter *from)
{
	size_t n = iov_iter_count(from), copied;

	WARN_ON(iov_iter_rw(from) != WRITE || n != 6);
	mutex_lock(&lock);
	copied = copy_from_iter(text, min(n, sizeof(text)), from);
	filled = copied;
	WARN_ON(iov_iter_count(from) != n - copied || strncmp(text, "hello\n", 6));
	mutex_unlock(&lock);
	return copied ? copied : -EFAULT;
}

static const struct file_operations echo_operations = {
	.owner = THIS_MODULE,
	.read_iter = echo_read,
	.write_iter = echo_write,
};

static struct miscdevice echo = { .minor = MISC_DYNAMIC_MINOR, .name = "echo", .fops = &echo_operations };

module_misc_device(echo);
MODULE_LICENSE("GPL");
