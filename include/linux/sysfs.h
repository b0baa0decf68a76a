/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SYSFS_H
#define _LOCKSTEP_LINUX_SYSFS_H

/*
 * Files under /sys. An attribute is a name and permission bits; what stands around it says which functions show and
 * store its value, in a buffer of PAGE_SIZE bytes. Documentation/filesystems/sysfs.rst.
 */

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/stat.h>
#include <linux/types.h>

struct bin_attribute;
struct file;
struct kernfs_node;
struct kobject;
struct vm_area_struct;

struct attribute {
	const char *name;
	umode_t mode;
};

struct attribute_group {
	const char *name;
	umode_t (*is_visible)(struct kobject *kobject, struct attribute *attribute, int index);
	umode_t (*is_bin_visible)(struct kobject *kobject, struct bin_attribute *attribute, int index);
	struct attribute **attrs;
	struct bin_attribute **bin_attrs;
};

struct bin_attribute {
	struct attribute attr;
	size_t size;
	void *private;
	ssize_t (*read)(struct file *file, struct kobject *kobject, struct bin_attribute *attribute, char *buffer,
			loff_t offset, size_t n);
	ssize_t (*write)(struct file *file, struct kobject *kobject, struct bin_attribute *attribute, char *buffer,
			 loff_t offset, size_t n);
	int (*mmap)(struct file *file, struct kobject *kobject, struct bin_attribute *attribute,
		    struct vm_area_struct *area);
};

struct sysfs_ops {
	ssize_t (*show)(struct kobject *kobject, struct attribute *attribute, char *buffer);
	ssize_t (*store)(struct kobject *kobject, struct attribute *attribute, const char *buffer, size_t n);
};

#define SYSFS_PREALLOC 010000

#define sysfs_attr_init(attribute) do { } while (0)
#define sysfs_bin_attr_init(attribute) sysfs_attr_init(&(attribute)->attr)

/* The permission bits, if they are octal, not writable by others, and each class has no more than the one before. */
#define VERIFY_OCTAL_PERMISSIONS(bits)                                                                       \
	(BUILD_BUG_ON_ZERO((bits) < 0) + BUILD_BUG_ON_ZERO((bits) > 0777) +                                  \
	 BUILD_BUG_ON_ZERO((((bits) >> 6) & 4) < (((bits) >> 3) & 4)) +                                      \
	 BUILD_BUG_ON_ZERO((((bits) >> 3) & 4) < ((bits) & 4)) +                                             \
	 BUILD_BUG_ON_ZERO((((bits) >> 6) & 2) < (((bits) >> 3) & 2)) + BUILD_BUG_ON_ZERO((bits) & 2) + (bits))

#define __lockstep_attribute(name_, bits) .attr = { .name = __stringify(name_), .mode = (bits) }

#define __ATTR(name_, bits, show_, store_)                                                                   \
	{ __lockstep_attribute(name_, VERIFY_OCTAL_PERMISSIONS(bits)), .show = show_, .store = store_ }
#define __ATTR_PREALLOC(name_, bits, show_, store_)                                                          \
	{ __lockstep_attribute(name_, SYSFS_PREALLOC | VERIFY_OCTAL_PERMISSIONS(bits)), .show = show_,       \
	  .store = store_ }
#define __ATTR_RO_MODE(name_, bits)                                                                          \
	{ __lockstep_attribute(name_, VERIFY_OCTAL_PERMISSIONS(bits)), .show = name_##_show }
#define __ATTR_RW_MODE(name_, bits) __ATTR(name_, bits, name_##_show, name_##_store)
#define __ATTR_RO(name_) { __lockstep_attribute(name_, 0444), .show = name_##_show }
#define __ATTR_WO(name_) { __lockstep_attribute(name_, 0200), .store = name_##_store }
#define __ATTR_RW(name_) __ATTR(name_, 0644, name_##_show, name_##_store)
#define __ATTR_IGNORE_LOCKDEP(name_, bits, show_, store_) __ATTR(name_, bits, show_, store_)
#define __ATTR_NULL { .attr = { .name = NULL } }

#define __ATTRIBUTE_GROUPS(name_)                                                                            \
	static const struct attribute_group *name_##_groups[] = { &name_##_group, NULL }
#define ATTRIBUTE_GROUPS(name_)                                                                              \
	static const struct attribute_group name_##_group = { .attrs = name_##_attrs };                      \
	__ATTRIBUTE_GROUPS(name_)
#define BIN_ATTRIBUTE_GROUPS(name_)                                                                          \
	static const struct attribute_group name_##_group = { .bin_attrs = name_##_attrs };                  \
	__ATTRIBUTE_GROUPS(name_)

#define __BIN_ATTR(name_, bits, read_, write_, size_)                                                        \
	{ __lockstep_attribute(name_, bits), .read = read_, .write = write_, .size = size_ }
#define __BIN_ATTR_RO(name_, size_) { __lockstep_attribute(name_, 0444), .read = name_##_read, .size = size_ }
#define __BIN_ATTR_WO(name_, size_) { __lockstep_attribute(name_, 0200), .write = name_##_write, .size = size_ }
#define __BIN_ATTR_RW(name_, size_) __BIN_ATTR(name_, 0644, name_##_read, name_##_write, size_)
#define __BIN_ATTR_NULL __ATTR_NULL
#define BIN_ATTR(name_, bits, read_, write_, size_)                                                          \
	struct bin_attribute bin_attr_##name_ = __BIN_ATTR(name_, bits, read_, write_, size_)
#define BIN_ATTR_RO(name_, size_) struct bin_attribute bin_attr_##name_ = __BIN_ATTR_RO(name_, size_)
#define BIN_ATTR_WO(name_, size_) struct bin_attribute bin_attr_##name_ = __BIN_ATTR_WO(name_, size_)
#define BIN_ATTR_RW(name_, size_) struct bin_attribute bin_attr_##name_ = __BIN_ATTR_RW(name_, size_)

extern int __must_check sysfs_create_file_ns(struct kobject *kobject, const struct attribute *attribute,
					     const void *space);
extern void sysfs_remove_file_ns(struct kobject *kobject, const struct attribute *attribute, const void *space);
#define sysfs_create_file(kobject, attribute) sysfs_create_file_ns(kobject, attribute, NULL)
#define sysfs_remove_file(kobject, attribute) sysfs_remove_file_ns(kobject, attribute, NULL)
extern bool sysfs_remove_file_self(struct kobject *kobject, const struct attribute *attribute);
extern int __must_check sysfs_create_files(struct kobject *kobject, const struct attribute *const *attributes);
extern void sysfs_remove_files(struct kobject *kobject, const struct attribute *const *attributes);
extern int __must_check sysfs_chmod_file(struct kobject *kobject, const struct attribute *attribute, umode_t mode);
extern int __must_check sysfs_create_bin_file(struct kobject *kobject, const struct bin_attribute *attribute);
extern void sysfs_remove_bin_file(struct kobject *kobject, const struct bin_attribute *attribute);

extern int __must_check sysfs_create_group(struct kobject *kobject, const struct attribute_group *group);
extern int __must_check sysfs_create_groups(struct kobject *kobject, const struct attribute_group **groups);
extern void sysfs_remove_group(struct kobject *kobject, const struct attribute_group *group);
extern void sysfs_remove_groups(struct kobject *kobject, const struct attribute_group **groups);

extern int __must_check sysfs_create_link(struct kobject *kobject, struct kobject *target, const char *name);
extern void sysfs_remove_link(struct kobject *kobject, const char *name);

extern void sysfs_notify(struct kobject *kobject, const char *directory, const char *attribute);

extern __printf(2, 3) int sysfs_emit(char *buffer, const char *format, ...);
extern __printf(3, 4) int sysfs_emit_at(char *buffer, int at, const char *format, ...);

#endif
