// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * An entry in /proc whose functions only log who calls them. A reader opens, reads until it is told 0 bytes, which is
 * the end of the file, and closes; a writer opens, writes and closes. The mode 0 of proc_create() stands for 0444:
 * everybody may read, and nobody but root may write.
 *
 *     lockstep run examples/proc/proc_log.c --do 'cat /proc/hello2; echo 1 > /proc/hello2'
 *     lockstep check examples/proc/proc_log.c --do 'cat /proc/hello2; echo 1 > /proc/hello2'
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>

#define ENTRY_NAME "hello2"

static void tell(const char *operation)
{
	pr_info("%s:[%d] %s\n", ENTRY_NAME, current->pid, operation);
}

static int log_open(struct inode *inode, struct file *file)
{
	tell("open");
	return 0;
}

static ssize_t log_read(struct file *file, char __user *buffer, size_t n, loff_t *position)
{
	tell("read");
	return 0;
}

static ssize_t log_write(struct file *file, const char __user *buffer, size_t n, loff_t *position)
{
	tell("write");
	return n;
}

static int log_close(struct inode *inode, struct file *file)
{
	tell("close");
	return 0;
}

static const struct proc_ops log_ops = {
	.proc_open = log_open,
	.proc_read = log_read,
	.proc_write = log_write,
	.proc_lseek = no_llseek,
	.proc_release = log_close,
};

static int __init proc_log_init(void)
{
	return proc_create(ENTRY_NAME, 0, NULL, &log_ops) ? 0 : -ENOMEM;
}

static void __exit proc_log_exit(void)
{
	remove_proc_entry(ENTRY_NAME, NULL);
}

module_init(proc_log_init);
module_exit(proc_log_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Logs what is done to its /proc entry");
