/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_DEVICE_H
#define _LOCKSTEP_LINUX_DEVICE_H

/* Devices: kobjects that have a place on a bus, in a class, or both. Documentation/driver-api/driver-model/device.rst. */

#include <linux/compiler.h>
#include <linux/device/bus.h>
#include <linux/device/class.h>
#include <linux/device/driver.h>
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

struct device_type {
	const char *name;
	const struct attribute_group **groups;
	int (*uevent)(struct device *device, struct kobj_uevent_env *environment);
	char *(*devnode)(struct device *device, umode_t *mode, void *uid, void *gid);
	void (*release)(struct device *device);
};

struct device {
	struct kobject kobj;
	struct device *parent;
	const char *init_name;
	const struct device_type *type;
	struct bus_type *bus;
	struct device_driver *driver;
	void *platform_data;
	void *driver_data;
	struct mutex mutex;
	dev_t devt;
	u32 id;
	struct class *class;
	const struct attribute_group **groups;
	void (*release)(struct device *device);
	u64 *dma_mask;
	void *of_node;
	unsigned int __lockstep_slot;
};

struct device_attribute {
	struct attribute attr;
	ssize_t (*show)(struct device *device, struct device_attribute *attribute, char *buffer);
	ssize_t (*store)(struct device *device, struct device_attribute *attribute, const char *buffer, size_t n);
};

#define DEVICE_ATTR(name, bits, show, store)                                                                 \
	struct device_attribute dev_attr_##name = __ATTR(name, bits, show, store)
#define DEVICE_ATTR_RW(name) struct device_attribute dev_attr_##name = __ATTR_RW(name)
#define DEVICE_ATTR_RO(name) struct device_attribute dev_attr_##name = __ATTR_RO(name)
#define DEVICE_ATTR_WO(name) struct device_attribute dev_attr_##name = __ATTR_WO(name)
#define DEVICE_ATTR_ADMIN_RW(name) struct device_attribute dev_attr_##name = __ATTR_RW_MODE(name, 0600)
#define DEVICE_ATTR_ADMIN_RO(name) struct device_attribute dev_attr_##name = __ATTR_RO_MODE(name, 0400)

#define kobj_to_dev(kobject) container_of(kobject, struct device, kobj)

extern __printf(5, 6) struct device *device_create(const struct class *class, struct device *parent,
						   dev_t number, void *data, const char *format, ...);
extern __printf(6, 7) struct device *device_create_with_groups(const struct class *class, struct device *parent,
							       dev_t number, void *data,
							       const struct attribute_group **groups,
							       const char *format, ...);
extern void device_destroy(const struct class *class, dev_t number);

extern void device_initialize(struct device *device);
extern int __must_check device_add(struct device *device);
extern int __must_check device_register(struct device *device);
extern void device_del(struct device *device);
extern void device_unregister(struct device *device);
extern struct device *get_device(struct device *device);
extern void put_device(struct device *device);
extern __printf(2, 3) int dev_set_name(struct device *device, const char *format, ...);

extern int device_create_file(struct device *device, const struct device_attribute *attribute);
extern void device_remove_file(struct device *device, const struct device_attribute *attribute);
extern bool device_remove_file_self(struct device *device, const struct device_attribute *attribute);
extern int __must_check device_create_bin_file(struct device *device, const struct bin_attribute *attribute);
extern void device_remove_bin_file(struct device *device, const struct bin_attribute *attribute);
extern int __must_check device_add_groups(struct device *device, const struct attribute_group **groups);
extern void device_remove_groups(struct device *device, const struct attribute_group **groups);
#define device_add_group(device, group) sysfs_create_group(&(device)->kobj, group)
#define device_remove_group(device, group) sysfs_remove_group(&(device)->kobj, group)

extern int __must_check device_attach(struct device *device);
extern void device_release_driver(struct device *device);
#define device_lock(device) mutex_lock(&(device)->mutex)
#define device_trylock(device) mutex_trylock(&(device)->mutex)
#define device_unlock(device) mutex_unlock(&(device)->mutex)
#define device_is_registered(device) ((device)->kobj.state_in_sysfs)

static inline void *dev_get_drvdata(const struct device *device)
{
	return device->driver_data;
}

static inline void dev_set_drvdata(struct device *device, void *data)
{
	device->driver_data = data;
}

static inline void *dev_get_platdata(const struct device *device)
{
	return device->platform_data;
}

static inline const char *dev_name(const struct device *device)
{
	return device->init_name ? device->init_name : device->kobj.name;
}

/* Memory and actions that end when the driver lets go of the device: the last one first. */
extern void *devm_kmalloc(struct device *device, size_t size, gfp_t flags);
extern void *devm_kzalloc(struct device *device, size_t size, gfp_t flags);
extern void *devm_kcalloc(struct device *device, size_t n, size_t size, gfp_t flags);
extern void *devm_kmalloc_array(struct device *device, size_t n, size_t size, gfp_t flags);
extern char *devm_kstrdup(struct device *device, const char *text, gfp_t flags);
extern __printf(3, 4) char *devm_kasprintf(struct device *device, gfp_t flags, const char *format, ...);
extern void devm_kfree(struct device *device, const void *object);
extern int devm_add_action(struct device *device, void (*action)(void *data), void *data);
extern int __must_check devm_add_action_or_reset(struct device *device, void (*action)(void *data), void *data);
extern void devm_remove_action(struct device *device, void (*action)(void *data), void *data);

/* The name of the driver, or of the bus, or of the class, or "". */
extern const char *dev_driver_string(const struct device *device);
#define dev_printk(level, device, format, ...)                                                               \
	printk(level "%s %s: " format, dev_driver_string(device), dev_name(device), ##__VA_ARGS__)
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
#define dev_err_probe(device, error, format, ...)                                                            \
	({                                                                                                   \
		int __lockstep_error = (error);                                                              \
		dev_err(device, "error %pe: " format, ERR_PTR(__lockstep_error), ##__VA_ARGS__);             \
		__lockstep_error;                                                                            \
	})

#endif
