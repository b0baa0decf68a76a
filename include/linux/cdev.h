/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_CDEV_H
#define _LOCKSTEP_LINUX_CDEV_H

#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/types.h>

struct cdev {
	struct kobject kobj;
	struct module *owner;
	const struct file_operations *ops;
	struct list_head list;
	dev_t dev;
	unsigned int count;
	unsigned int __lockstep_slot;
};

extern void cdev_init(struct cdev *cdev, const struct file_operations *operations);
extern struct cdev *cdev_alloc(void);
extern int cdev_add(struct cdev *cdev, dev_t first, unsigned int count);
extern void cdev_del(struct cdev *cdev);
extern void cdev_put(struct cdev *cdev);

#endif
