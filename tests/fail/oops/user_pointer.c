// SPDX-License-Identifier: MIT OR Apache-2.0
// do: echo 7 > /proc/level
/* What a user writes is read through the user's pointer itself. */
#include <linux/module.h>
#include <linux/proc_fs.h>

static char level;

static ssize_t level_write(struct file *file, const char __user *buffer, size_t n, loff_t *position)
{
	level = buffer[0]; //~ ERROR oops
	return n;
}

static const struct proc_ops level_ops = {
	.proc_write = level_write,
};

static int __init test_init(void)
{
	return proc_create("level", 0200, NULL, &level_ops) ? 0 : -ENOMEM;
}

static void __exit test_exit(void)
{
	remove_proc_entry("level", NULL);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
