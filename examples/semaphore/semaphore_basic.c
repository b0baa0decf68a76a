// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A semaphore of one unit guards a name that is set through /proc/name. down_interruptible() lets a signal end the
 * wait: it then returns an error and the caller holds nothing. Each unit that is taken is given back once, on every
 * way out. A holder may sleep, as copy_from_user() does.
 *
 *     lockstep run examples/semaphore/semaphore_basic.c --do 'echo cat > /proc/name'
 *     lockstep check examples/semaphore/semaphore_basic.c --do 'echo a-name-that-is-too-long > /proc/name' --do 'echo dog > /proc/name'
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
	if (count >= sizeof(name)) {
		result = -EINVAL;
		goto out;
	}
	memset(name, 0, sizeof(name));
	if (copy_from_user(name, buffer, count))
		result = -EFAULT;
out:
	up(&sem);
	return result;
}

static const struct proc_ops name_ops = {
	.proc_write = name_write,
};

static int __init semaphore_basic_init(void)
{
	return proc_create("name", 0600, NULL, &name_ops) ? 0 : -ENOMEM;
}

static void __exit semaphore_basic_exit(void)
{
	remove_proc_entry("name", NULL);
}

module_init(semaphore_basic_init);
module_exit(semaphore_basic_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Guards a name with a semaphore");
