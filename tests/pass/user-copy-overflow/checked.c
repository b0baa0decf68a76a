// SPDX-License-Identifier: MIT OR Apache-2.0
// do: echo sixteen letters > /proc/text; echo short > /proc/text
/* No more is copied than there is room for. */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>

static char text[10];

static ssize_t text_write(struct file *file, const char __user *buffer, size_t n, loff_t *position)
{
	if (copy_from_user(text, buffer, min(n, sizeof(text))))
		return -EFAULT;
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
