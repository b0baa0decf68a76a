// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * An array with an element for each CPU, shown and set through /proc/percpu, with three bugs: ten bytes are read and a 0
 * is written behind them; the reader looks at elements that others write; nothing is given back at close.
 * percpu_proc.c repairs them.
 *
 *     lockstep run examples/percpu/percpu_proc_bug.c --do 'echo 5 > /proc/percpu; cat /proc/percpu'
 *     lockstep check examples/percpu/percpu_proc_bug.c --do 'echo 1234567890123456789 > /proc/percpu' --do 'cat /proc/percpu'
 */
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/smp.h>
#include <linux/uaccess.h>

static unsigned int percpu_data[NR_CPUS];

static int percpu_show(struct seq_file *m, void *unused)
{
	int i;

	for (i = 0; i < num_online_cpus(); i++)
		seq_printf(m, "Processor %d: %u\n", i, percpu_data[i]);
	return 0;
}

static int percpu_open(struct inode *inode, struct file *file)
{
	return single_open(file, percpu_show, NULL);
}

static ssize_t percpu_write(struct file *file, const char __user *buffer, size_t count, loff_t *position)
{
	char text[10];
	int cpu;

	if (copy_from_user(text, buffer, count))
		return -EFAULT;
	text[count] = '\0';

	cpu = get_cpu();
	percpu_data[cpu] = simple_strtoul(text, NULL, 10);
	pr_info("percpu_proc_bug: CPU %d has %u\n", cpu, percpu_data[cpu]);
	put_cpu();
	return count;
}

static const struct proc_ops percpu_ops = {
	.proc_open = percpu_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_write = percpu_write,
};

static int __init percpu_proc_bug_init(void)
{
	return proc_create("percpu", 0644, NULL, &percpu_ops) ? 0 : -ENOMEM;
}

static void __exit percpu_proc_bug_exit(void)
{
	remove_proc_entry("percpu", NULL);
}

module_init(percpu_proc_bug_init);
module_exit(percpu_proc_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("An array for each CPU in /proc, without care");
