/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_DEVICE_BUS_H
#define _LOCKSTEP_LINUX_DEVICE_BUS_H

/* Buses: what says which driver fits which device. Documentation/driver-api/driver-model/bus.rst. */

#include <linux/kobject.h>

struct device;
struct device_driver;

struct bus_type {
	const char *name;
	const char *dev_name;
	struct device *dev_root;
	const struct attribute_group **bus_groups;
	const struct attribute_group **dev_groups;
	const struct attribute_group **drv_groups;
	int (*match)(struct device *device, struct device_driver *driver);
	int (*uevent)(struct device *device, struct kobj_uevent_env *environment);
	int (*probe)(struct device *device);
	void (*remove)(struct device *device);
	void (*shutdown)(struct device *device);
};

struct bus_attribute {
	struct attribute attr;
	ssize_t (*show)(struct bus_type *bus, char *buffer);
	ssize_t (*store)(struct bus_type *bus, const char *buffer, size_t n);
};

#define BUS_ATTR_RW(name) struct bus_attribute bus_attr_##name = __ATTR_RW(name)
#define BUS_ATTR_RO(name) struct bus_attribute bus_attr_##name = __ATTR_RO(name)
#define BUS_ATTR_WO(name) struct bus_attribute bus_attr_##name = __ATTR_WO(name)

extern int __must_check bus_register(struct bus_type *bus);
extern void bus_unregister(struct bus_type *bus);
extern int __must_check bus_create_file(struct bus_type *bus, struct bus_attribute *attribute);
extern void bus_remove_file(struct bus_type *bus, struct bus_attribute *attribute);
extern int bus_for_each_dev(struct bus_type *bus, struct device *start, void *data,
			    int (*function)(struct device *device, void *data));

#endif
