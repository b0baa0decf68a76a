// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * One number for each CPU, shown and set through /proc/percpu. A writer sets that of the CPU it is on, so that a second
 * `echo` may change another line. The lines are read from other CPUs than their own, hence the marked accesses.
 *
 *     lockstep run examples/percpu/percpu_proc.c --do 'cat /proc/percpu; echo 5 > /proc/percpu; cat /proc/percpu'
 *     lockstep check examples/percpu/percpu_proc.c --do 'echo 5 > /proc/percpu' --do 'cat /proc/percpu'
 */
#include <linux/cpumask.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

static DEFINE_PER_CPU(unsigned int, number);

static int percpu_show(struct seq_file *m, void *unused)
{
	int cpu;

	for_each_online_cpu(cpu)
		seq_printf(m, "Processor %d: %u\n", cpu, READ_ONCE(per_cpu(number, cpu)));
	return 0;
}

static int percpu_open(struct inode *inode, struct file *file)
{
	return single_open(file, percpu_show, NULL);
}

static ssize_t percpu_write(struct file *file, const char __user *buffer, size_t count, loff_t *position)
{
	unsigned int value;
	int error, cpu;

	/* Copies no more than a number needs, ends it with a 0, and refuses what is no number. */
	error = kstrtouint_from_user(buffer, count, 10, &value);
	if (error)
		return error;

	cpu = get_cpu();
	WRITE_ONCE(per_cpu(number, cpu), value);
	pr_info("percpu_proc: CPU %d has %u\n", cpu, value);
	put_cpu();
	return count;
}

static const struct proc_ops percpu_ops = {
	.proc_open = percpu_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_write = percpu_write,
	.proc_release = single_release,
};

static int __init percpu_proc_init(void)
{
	return proc_create("percpu", 0644, NULL, &percpu_ops) ? 0 : -ENOMEM;
}

static void __exit percpu_proc_exit(void)
{
	remove_proc_entry("percpu", NULL);
}

module_init(percpu_proc_init);
module_exit(percpu_proc_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("A number for each CPU in /proc");
