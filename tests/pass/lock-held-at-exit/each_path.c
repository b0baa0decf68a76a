// SPDX-License-Identifier: MIT OR Apache-2.0
// do: echo a text that is too long > /proc/text; echo short > /proc/text
/* Each way out of the function passes the unlock. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>

static DEFINE_MUTEX(lock);
static char text[16];

static ssize_t text_write(struct file *file, const char __user *buffer, size_t n, loff_t *position)
{
	ssize_t result = -EINVAL;

	mutex_lock(&lock);
	if (n > sizeof(text))
		goto out;
	result = copy_from_user(text, buffer, n) ? -EFAULT : n;
out:
	mutex_unlock(&lock);
	return result;
}

static const struct proc_ops text_ops = {
	.proc_write = text_write,
};

static int __init demo_init(void)
{
	return proc_create("text", 0600, NULL, &text_ops) ? 0 : -ENOMEM;
}

static void __exit demo_exit(void)
{
	remove_proc_entry("text", NULL);
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
