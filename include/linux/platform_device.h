/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_PLATFORM_DEVICE_H
#define _LOCKSTEP_LINUX_PLATFORM_DEVICE_H

/*
 * Devices that no bus finds: somebody says that they are there. A driver fits whose id_table, or else whose own name,
 * has the device's name. Documentation/driver-api/driver-model/platform.rst.
 */

#include <linux/device.h>

#define PLATFORM_DEVID_NONE (-1)
#define PLATFORM_DEVID_AUTO (-2)
#define PLATFORM_NAME_SIZE 20

struct resource;

struct platform_device_id {
	char name[PLATFORM_NAME_SIZE];
	unsigned long driver_data;
};

struct platform_device {
	const char *name;
	int id;
	bool id_auto;
	struct device dev;
	u32 num_resources;
	struct resource *resource;
	const struct platform_device_id *id_entry;
};

struct platform_driver {
	int (*probe)(struct platform_device *device);
	int (*remove)(struct platform_device *device);
	void (*remove_new)(struct platform_device *device);
	void (*shutdown)(struct platform_device *device);
	struct device_driver driver;
	const struct platform_device_id *id_table;
};

extern struct bus_type platform_bus_type;

#define to_platform_device(device) container_of(device, struct platform_device, dev)
#define to_platform_driver(driver_) container_of(driver_, struct platform_driver, driver)
#define platform_get_device_id(device) ((device)->id_entry)

extern int platform_device_register(struct platform_device *device);
extern void platform_device_unregister(struct platform_device *device);
extern struct platform_device *platform_device_alloc(const char *name, int id);
extern int platform_device_add(struct platform_device *device);
extern void platform_device_del(struct platform_device *device);
extern void platform_device_put(struct platform_device *device);
extern struct platform_device *platform_device_register_simple(const char *name, int id,
							       const struct resource *resources,
							       unsigned int n);

extern int __platform_driver_register(struct platform_driver *driver, struct module *owner);
#define platform_driver_register(driver) __platform_driver_register(driver, THIS_MODULE)
extern void platform_driver_unregister(struct platform_driver *driver);
#define module_platform_driver(driver) module_driver(driver, platform_driver_register, platform_driver_unregister)

static inline void *platform_get_drvdata(const struct platform_device *device)
{
	return dev_get_drvdata(&device->dev);
}

static inline void platform_set_drvdata(struct platform_device *device, void *data)
{
	dev_set_drvdata(&device->dev, data);
}

#endif
