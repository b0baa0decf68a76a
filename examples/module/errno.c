// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Errors are negative numbers. What a function of the module returns is the word that its user sees: reading fails
 * with ENOENT, No such file or directory, and writing with EPERM, Operation not permitted. With fail=3 already
 * insmod fails, with ESRCH, No such process.
 *
 *     lockstep run examples/module/errno.c fail=3
 *     lockstep run examples/module/errno.c --do 'cat /proc/errno; echo 1 > /proc/errno'
 *     lockstep check examples/module/errno.c --do 'cat /proc/errno; echo 1 > /proc/errno'
 */
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/proc_fs.h>

static int fail;
module_param(fail, int, 0444);
MODULE_PARM_DESC(fail, "error number that init fails with, 0 to load");

static const struct {
	int number;
	const char *name;
} errors[] = {
	{ EPERM, "EPERM" },
	{ ENOENT, "ENOENT" },
	{ ESRCH, "ESRCH" },
	{ EINTR, "EINTR" },
};

static ssize_t errno_read(struct file *file, char __user *buffer, size_t n, loff_t *position)
{
	pr_info("errno: read fails with %d\n", -ENOENT);
	return -ENOENT;
}

static ssize_t errno_write(struct file *file, const char __user *buffer, size_t n, loff_t *position)
{
	pr_info("errno: write fails with %d\n", -EPERM);
	return -EPERM;
}

static const struct proc_ops errno_ops = {
	.proc_read = errno_read,
	.proc_write = errno_write,
};

static int __init errno_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(errors); i++)
		pr_info("errno: %s is %d\n", errors[i].name, errors[i].number);
	if (fail)
		return -fail;
	return proc_create("errno", 0666, NULL, &errno_ops) ? 0 : -ENOMEM;
}

static void __exit errno_exit(void)
{
	remove_proc_entry("errno", NULL);
}

module_init(errno_init);
module_exit(errno_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Fails in the ways that were asked for");
