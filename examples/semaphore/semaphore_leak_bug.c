// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A name that is too long is refused, and the semaphore is not given back on that way out: all who come later wait
 * for ever. semaphore_basic.c leaves in one place.
 *
 *     lockstep run examples/semaphore/semaphore_leak_bug.c --do 'echo cat > /proc/name'
 *     lockstep check examples/semaphore/semaphore_leak_bug.c --do 'echo a-name-that-is-too-long > /proc/name' --do 'echo dog > /proc/name'
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/semaphore.h>
#include <linux/string.h>
#include <linux/uaccess.h>

static DEFINE_SEMAPHORE(sem, 1);
static char name[16];

static ssize_t name_write(struct file *file, const char __user *buffer, size_t count, loff_t *position)
{
	ssize_t result = count;

	if (down_interruptible(&sem))
		return -ERESTARTSYS;
	if (count >= sizeof(name))
		return -EINVAL;
	memset(name, 0, sizeof(name));
	if (copy_from_user(name, buffer, count))
		result = -EFAULT;
	up(&sem);
	return result;
}

static const struct proc_ops name_ops = {
	.proc_write = name_write,
};

static int __init semaphore_leak_bug_init(void)
{
	return proc_create("name", 0600, NULL, &name_ops) ? 0 : -ENOMEM;
}

static void __exit semaphore_leak_bug_exit(void)
{
	remove_proc_entry("name", NULL);
}

module_init(semaphore_leak_bug_init);
module_exit(semaphore_leak_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Forgets to give back a semaphore");
