// SPDX-License-Identifier: MIT OR Apache-2.0
// The directory goes, and with it the entry in it; the other entry stays.
// do: cat /proc/place/inside
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

static struct proc_dir_entry *directory;

static int show(struct seq_file *m, void *v)
{
	seq_puts(m, "here\n");
	return 0;
}

static int __init test_init(void)
{
	directory = proc_mkdir("place", NULL);
	if (!directory)
		return -ENOMEM;
	proc_create_single("inside", 0444, directory, show);
	proc_create_single("beside", 0444, NULL, show); //~ ERROR left-registered
	return 0;
}
module_init(test_init);

static void __exit test_exit(void)
{
	proc_remove(directory);
}
module_exit(test_exit);

MODULE_LICENSE("GPL");
