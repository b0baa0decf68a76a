// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 12, solved: what does not fit is refused, and nothing of it is copied.
 *
 *     lockstep run examples/exercises/12_user_bytes_solution.c --do "echo 'a chain is as strong as its links' > /proc/motto"
 *     lockstep check examples/exercises/12_user_bytes_solution.c --do "echo 'a chain is as strong as its links' > /proc/motto"
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define LENGTH 16

static char *motto;

static ssize_t motto_write(struct file *file, const char __user *buffer, size_t n, loff_t *position)
{
	if (n > LENGTH)
		return -EINVAL;
	if (copy_from_user(motto, buffer, n))
		return -EFAULT;
	return n;
}

static const struct proc_ops motto_ops = {
	.proc_write = motto_write,
};

static int __init user_bytes_init(void)
{
	motto = kzalloc(LENGTH, GFP_KERNEL);
	if (!motto)
		return -ENOMEM;
	if (!proc_create("motto", 0200, NULL, &motto_ops)) {
		kfree(motto);
		return -ENOMEM;
	}
	return 0;
}

static void __exit user_bytes_exit(void)
{
	remove_proc_entry("motto", NULL);
	kfree(motto);
}

module_init(user_bytes_init);
module_exit(user_bytes_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Keeps a motto");
