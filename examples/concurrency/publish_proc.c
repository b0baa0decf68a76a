// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * What the file in /proc shows is made before the file, and given back after it: publish_proc_bug.c, repaired.
 *
 *     lockstep run examples/concurrency/publish_proc.c --do 'cat /proc/temperature'
 *     lockstep check examples/concurrency/publish_proc.c --do 'cat /proc/temperature'
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

static int __init publish_proc_init(void)
{
	temperature = kzalloc(sizeof(*temperature), GFP_KERNEL);
	if (!temperature)
		return -ENOMEM;
	*temperature = 20;
	if (!proc_create_single("temperature", 0444, NULL, temperature_show)) {
		kfree(temperature);
		return -ENOMEM;
	}
	return 0;
}

static void __exit publish_proc_exit(void)
{
	remove_proc_entry("temperature", NULL);
	kfree(temperature);
}

module_init(publish_proc_init);
module_exit(publish_proc_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Shows a temperature when there is one");
