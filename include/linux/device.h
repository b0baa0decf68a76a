/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_DEVICE_H
#define _LOCKSTEP_LINUX_DEVICE_H

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/kdev_t.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/types.h>

struct class {
	const char *name;
};

struct device {
	struct kobject kobj;
	struct device *parent;
	struct class *class;
	void *driver_data;
	dev_t devt;
	unsigned int __lockstep_slot;
};

/* class_create() had the module as its first argument before 6.4. */
extern struct class *__lockstep_class_create(const char *name);
#define __lockstep_class_create_1(name) __lockstep_class_create(name)
#define __lockstep_class_create_2(owner, name) __lockstep_class_create(name)
#define __lockstep_class_create_n(a, b, macro, ...) macro
#define class_create(...)                                                                                    \
	__lockstep_class_create_n(__VA_ARGS__, __lockstep_class_create_2, __lockstep_class_create_1)(__VA_ARGS__)
extern void class_destroy(struct class *class);

extern __printf(5, 6) struct device *device_create(const struct class *class, struct device *parent,
						   dev_t number, void *data, const char *format, ...);
extern void device_destroy(const struct class *class, dev_t number);

static inline void *dev_get_drvdata(const struct device *device)
{
	return device->driver_data;
}

static inline void dev_set_drvdata(struct device *device, void *data)
{
	device->driver_data = data;
}

static inline const char *dev_name(const struct device *device)
{
	return device->kobj.name;
}

#define dev_printk(level, device, format, ...) printk(level "%s: " format, dev_name(device), ##__VA_ARGS__)
#define dev_emerg(device, format, ...) dev_printk(KERN_EMERG, device, format, ##__VA_ARGS__)
#define dev_alert(device, format, ...) dev_printk(KERN_ALERT, device, format, ##__VA_ARGS__)
#define dev_crit(device, format, ...) dev_printk(KERN_CRIT, device, format, ##__VA_ARGS__)
#define dev_err(device, format, ...) dev_printk(KERN_ERR, device, format, ##__VA_ARGS__)
#define dev_warn(device, format, ...) dev_printk(KERN_WARNING, device, format, ##__VA_ARGS__)
#define dev_notice(device, format, ...) dev_printk(KERN_NOTICE, device, format, ##__VA_ARGS__)
#define dev_info(device, format, ...) dev_printk(KERN_INFO, device, format, ##__VA_ARGS__)
#define dev_dbg(device, format, ...)                                                                         \
	do {                                                                                                 \
		if (0)                                                                                       \
			dev_printk(KERN_DEBUG, device, format, ##__VA_ARGS__);                               \
	} while (0)

#endif
