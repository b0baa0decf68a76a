// SPDX-License-Identifier: MIT OR Apache-2.0
// do: echo a text that is too long > /proc/text
/* A text that is too long is refused, and the mutex is kept. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>

static DEFINE_MUTEX(lock);
static char text[16];

static ssize_t text_write(struct file *file, const char __user *buffer, size_t n, loff_t *position)
{
	mutex_lock(&lock); //~ ERROR lock-held-at-exit
	if (n > sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, buffer, n))
		n = -EFAULT;
	mutex_unlock(&lock);
	return n;
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
