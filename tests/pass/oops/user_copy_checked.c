// SPDX-License-Identifier: MIT OR Apache-2.0
// check: --faults usercopy
// do: echo 1 > /proc/which
/* Where the copy fails the index is not used. */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>

static int one = 1;
static int *table[256] = { ['1'] = &one };
static int sum;

static ssize_t which_write(struct file *file, const char __user *buffer, size_t n, loff_t *position)
{
	unsigned char index;

	if (get_user(index, buffer))
		return -EFAULT;
	sum += *table[index];
	return n;
}

static const struct proc_ops which_ops = {
	.proc_write = which_write,
};

static int __init test_init(void)
{
	return proc_create("which", 0200, NULL, &which_ops) ? 0 : -ENOMEM;
}

static void __exit test_exit(void)
{
	remove_proc_entry("which", NULL);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
