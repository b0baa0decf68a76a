// SPDX-License-Identifier: MIT OR Apache-2.0
// Each open makes a sequence, and each release frees it.
// do: cat /proc/answer
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

static int answer_show(struct seq_file *m, void *v)
{
	seq_puts(m, "42\n");
	return 0;
}

static int answer_open(struct inode *inode, struct file *file)
{
	return single_open(file, answer_show, NULL);
}

static const struct proc_ops answer_ops = {
	.proc_open = answer_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

static int __init test_init(void)
{
	return proc_create("answer", 0444, NULL, &answer_ops) ? 0 : -ENOMEM;
}
module_init(test_init);

static void __exit test_exit(void)
{
	remove_proc_entry("answer", NULL);
}
module_exit(test_exit);

MODULE_LICENSE("GPL");
