/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_DEVICE_DRIVER_H
#define _LOCKSTEP_LINUX_DEVICE_DRIVER_H

/* Drivers, which a bus binds to devices. Documentation/driver-api/driver-model/driver.rst. */

#include <linux/device/bus.h>
#include <linux/kobject.h>

struct of_device_id;
struct acpi_device_id;
struct dev_pm_ops;

enum probe_type {
	PROBE_DEFAULT_STRATEGY,
	PROBE_PREFER_ASYNCHRONOUS,
	PROBE_FORCE_SYNCHRONOUS,
};

struct device_driver {
	const char *name;
	struct bus_type *bus;
	struct module *owner;
	const char *mod_name;
	bool suppress_bind_attrs;
	enum probe_type probe_type;
	const struct of_device_id *of_match_table;
	const struct acpi_device_id *acpi_match_table;
	int (*probe)(struct device *device);
	void (*sync_state)(struct device *device);
	int (*remove)(struct device *device);
	void (*shutdown)(struct device *device);
	const struct attribute_group **groups;
	const struct attribute_group **dev_groups;
	const struct dev_pm_ops *pm;
};

struct driver_attribute {
	struct attribute attr;
	ssize_t (*show)(struct device_driver *driver, char *buffer);
	ssize_t (*store)(struct device_driver *driver, const char *buffer, size_t n);
};

#define DRIVER_ATTR_RW(name) struct driver_attribute driver_attr_##name = __ATTR_RW(name)
#define DRIVER_ATTR_RO(name) struct driver_attribute driver_attr_##name = __ATTR_RO(name)
#define DRIVER_ATTR_WO(name) struct driver_attribute driver_attr_##name = __ATTR_WO(name)

extern int __must_check driver_register(struct device_driver *driver);
extern void driver_unregister(struct device_driver *driver);
extern int __must_check driver_create_file(struct device_driver *driver, const struct driver_attribute *attribute);
extern void driver_remove_file(struct device_driver *driver, const struct driver_attribute *attribute);

#define module_driver(driver, register_, unregister_, ...)                                                   \
	static int __init driver##_init(void)                                                                \
	{                                                                                                    \
		return register_(&(driver), ##__VA_ARGS__);                                                  \
	}                                                                                                    \
	module_init(driver##_init);                                                                          \
	static void __exit driver##_exit(void)                                                               \
	{                                                                                                    \
		unregister_(&(driver), ##__VA_ARGS__);                                                       \
	}                                                                                                    \
	module_exit(driver##_exit)

#endif
