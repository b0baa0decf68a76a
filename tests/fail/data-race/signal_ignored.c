// SPDX-License-Identifier: MIT OR Apache-2.0
// check: --faults signal
// do: echo 1 > /proc/sum
// do: echo 2 > /proc/sum
/* A signal ends the wait for the semaphore, and who waited goes on as if it had it. */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/semaphore.h>

static DEFINE_SEMAPHORE(lock, 1);
static int sum;

static ssize_t sum_write(struct file *file, const char __user *buffer, size_t n, loff_t *position)
{
	int error = down_interruptible(&lock);

	sum++; //~ ERROR data-race
	if (!error)
		up(&lock);
	return n;
}

static const struct proc_ops sum_ops = {
	.proc_write = sum_write,
};

static int __init test_init(void)
{
	return proc_create("sum", 0200, NULL, &sum_ops) ? 0 : -ENOMEM;
}

static void __exit test_exit(void)
{
	remove_proc_entry("sum", NULL);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
