/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_MISCDEVICE_H
#define _LOCKSTEP_LINUX_MISCDEVICE_H

#include <linux/device.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/types.h>

#define MISC_MAJOR 10
#define MISC_DYNAMIC_MINOR 255

struct attribute_group;

struct miscdevice {
	int minor;
	const char *name;
	const struct file_operations *fops;
	struct list_head list;
	struct device *parent;
	struct device *this_device;
	const struct attribute_group **groups;
	const char *nodename;
	umode_t mode;
	unsigned int __lockstep_slot;
	unsigned int __lockstep_numbers;
};

extern int misc_register(struct miscdevice *misc);
extern void misc_deregister(struct miscdevice *misc);

#define module_misc_device(misc)                                                                             \
	static int __init misc##_init(void)                                                                  \
	{                                                                                                    \
		return misc_register(&misc);                                                                 \
	}                                                                                                    \
	static void __exit misc##_exit(void)                                                                 \
	{                                                                                                    \
		misc_deregister(&misc);                                                                      \
	}                                                                                                    \
	module_init(misc##_init);                                                                            \
	module_exit(misc##_exit)

#endif
