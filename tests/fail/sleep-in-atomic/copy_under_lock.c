// SPDX-License-Identifier: MIT OR Apache-2.0
// do: echo 5 > /proc/level
/* A user's bytes are copied while a spinlock is held; the page that they lie in may have to be read first. */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>

static DEFINE_SPINLOCK(lock);
static char level[16];

static ssize_t level_write(struct file *file, const char __user *buffer, size_t n, loff_t *position)
{
	ssize_t result = n;

	if (n >= sizeof(level))
		return -EINVAL;
	spin_lock(&lock); //~ ERROR sleep-in-atomic
	if (copy_from_user(level, buffer, n)) //~ ERROR sleep-in-atomic
		result = -EFAULT;
	spin_unlock(&lock);
	return result;
}

static const struct proc_ops level_ops = {
	.proc_write = level_write,
};

static int __init demo_init(void)
{
	return proc_create("level", 0600, NULL, &level_ops) ? 0 : -ENOMEM;
}

static void __exit demo_exit(void)
{
	remove_proc_entry("level", NULL);
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
