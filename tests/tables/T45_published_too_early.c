// SPDX-License-Identifier: MIT OR Apache-2.0
/* A file is registered before the buffer that it needs is there. */
// do: cat /proc/early
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>

static char *buffer;

static ssize_t early_read(struct file *file, char __user *to, size_t count, loff_t *at)
{
	buffer[0] = 'x';
	return 0;
}

static const struct proc_ops early_ops = { .proc_read = early_read };

static int __init start(void)
{
	if (!proc_create("early", 0444, NULL, &early_ops))
		return -ENOMEM;
	buffer = kzalloc(16, GFP_KERNEL);
	return buffer ? 0 : -ENOMEM;
}

static void __exit stop(void)
{
	remove_proc_entry("early", NULL);
	kfree(buffer);
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
