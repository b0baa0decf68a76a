/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_DEVICE_CLASS_H
#define _LOCKSTEP_LINUX_DEVICE_CLASS_H

/* Classes: devices of one sort, whatever bus they are on. */

#include <linux/kobject.h>

struct device;

struct class {
	const char *name;
	struct module *owner;
	const struct attribute_group **class_groups;
	const struct attribute_group **dev_groups;
	struct kobject *dev_kobj;
	int (*dev_uevent)(struct device *device, struct kobj_uevent_env *environment);
	char *(*devnode)(struct device *device, umode_t *mode);
	void (*class_release)(struct class *class);
	void (*dev_release)(struct device *device);
	unsigned int __lockstep_slot;
};

struct class_attribute {
	struct attribute attr;
	ssize_t (*show)(struct class *class, struct class_attribute *attribute, char *buffer);
	ssize_t (*store)(struct class *class, struct class_attribute *attribute, const char *buffer, size_t n);
};

#define CLASS_ATTR_RW(name) struct class_attribute class_attr_##name = __ATTR_RW(name)
#define CLASS_ATTR_RO(name) struct class_attribute class_attr_##name = __ATTR_RO(name)
#define CLASS_ATTR_WO(name) struct class_attribute class_attr_##name = __ATTR_WO(name)

/* class_create() had the module as its first argument before 6.4. */
extern struct class *__lockstep_class_create(const char *name);
#define __lockstep_class_create_1(name) __lockstep_class_create(name)
#define __lockstep_class_create_2(owner, name) __lockstep_class_create(name)
#define __lockstep_class_create_n(a, b, macro, ...) macro
#define class_create(...)                                                                                    \
	__lockstep_class_create_n(__VA_ARGS__, __lockstep_class_create_2, __lockstep_class_create_1)(__VA_ARGS__)
extern void class_destroy(struct class *class);
extern int __must_check class_register(struct class *class);
extern void class_unregister(struct class *class);
extern int __must_check class_create_file(struct class *class, const struct class_attribute *attribute);
extern void class_remove_file(struct class *class, const struct class_attribute *attribute);

#endif
