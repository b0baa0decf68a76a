// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A source of concurrency: user space. The file in /proc is made before what it shows: whoever opens it in between
 * finds a NULL pointer. No object may be made known before it works; publish_proc.c makes it known last.
 *
 *     lockstep run examples/concurrency/publish_proc_bug.c --do 'cat /proc/temperature'
 *     lockstep check examples/concurrency/publish_proc_bug.c --do 'cat /proc/temperature'
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

static int *temperature;

static int temperature_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "%d\n", *temperature);
	return 0;
}

static int __init publish_proc_bug_init(void)
{
	if (!proc_create_single("temperature", 0444, NULL, temperature_show))
		return -ENOMEM;
	temperature = kzalloc(sizeof(*temperature), GFP_KERNEL);
	if (!temperature) {
		remove_proc_entry("temperature", NULL);
		return -ENOMEM;
	}
	*temperature = 20;
	return 0;
}

static void __exit publish_proc_bug_exit(void)
{
	remove_proc_entry("temperature", NULL);
	kfree(temperature);
}

module_init(publish_proc_bug_init);
module_exit(publish_proc_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Shows a temperature before there is one");
