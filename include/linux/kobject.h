/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_KOBJECT_H
#define _LOCKSTEP_LINUX_KOBJECT_H

/*
 * Objects that are counted, named, and directories of /sys. The last reference that is given back calls the release
 * function of the object's type. Documentation/core-api/kobject.rst.
 */

#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/gfp.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/sysfs.h>
#include <linux/types.h>

#define UEVENT_NUM_ENVP 64
#define UEVENT_BUFFER_SIZE 2048

enum kobject_action {
	KOBJ_ADD,
	KOBJ_REMOVE,
	KOBJ_CHANGE,
	KOBJ_MOVE,
	KOBJ_ONLINE,
	KOBJ_OFFLINE,
	KOBJ_BIND,
	KOBJ_UNBIND,
};

/* `sd` is the number of the directory, and no address. */
struct kobject {
	const char *name;
	struct list_head entry;
	struct kobject *parent;
	struct kset *kset;
	const struct kobj_type *ktype;
	struct kernfs_node *sd;
	struct kref kref;
	unsigned int state_initialized : 1;
	unsigned int state_in_sysfs : 1;
	unsigned int state_add_uevent_sent : 1;
	unsigned int state_remove_uevent_sent : 1;
	unsigned int uevent_suppress : 1;
};

struct kobj_type {
	void (*release)(struct kobject *kobject);
	const struct sysfs_ops *sysfs_ops;
	const struct attribute_group **default_groups;
	const void *child_ns_type;
	const void *namespace;
	const void *get_ownership;
};

struct kobj_uevent_env {
	char *argv[3];
	char *envp[UEVENT_NUM_ENVP];
	int envp_idx;
	char buf[UEVENT_BUFFER_SIZE];
	int buflen;
};

struct kset_uevent_ops {
	int (*const filter)(struct kobject *kobject);
	const char *(*const name)(struct kobject *kobject);
	int (*const uevent)(struct kobject *kobject, struct kobj_uevent_env *environment);
};

struct kset {
	struct list_head list;
	spinlock_t list_lock;
	struct kobject kobj;
	const struct kset_uevent_ops *uevent_ops;
};

struct kobj_attribute {
	struct attribute attr;
	ssize_t (*show)(struct kobject *kobject, struct kobj_attribute *attribute, char *buffer);
	ssize_t (*store)(struct kobject *kobject, struct kobj_attribute *attribute, const char *buffer, size_t n);
};

extern const struct sysfs_ops kobj_sysfs_ops;
extern struct kobject *firmware_kobj;
extern struct kobject *fs_kobj;
extern struct kobject *hypervisor_kobj;
extern struct kobject *kernel_kobj;
extern struct kobject *mm_kobj;
extern struct kobject *power_kobj;

static inline const char *kobject_name(const struct kobject *kobject)
{
	return kobject->name;
}

#define get_ktype(kobject) ((kobject)->ktype)

extern __printf(2, 3) int kobject_set_name(struct kobject *kobject, const char *format, ...);
extern void kobject_init(struct kobject *kobject, const struct kobj_type *type);
extern __printf(3, 4) int __must_check kobject_add(struct kobject *kobject, struct kobject *parent,
						   const char *format, ...);
extern __printf(4, 5) int __must_check kobject_init_and_add(struct kobject *kobject,
							    const struct kobj_type *type,
							    struct kobject *parent, const char *format, ...);
extern struct kobject *__must_check kobject_create_and_add(const char *name, struct kobject *parent);
extern void kobject_del(struct kobject *kobject);
extern struct kobject *kobject_get(struct kobject *kobject);
extern struct kobject *__must_check kobject_get_unless_zero(struct kobject *kobject);
extern void kobject_put(struct kobject *kobject);
extern char *kobject_get_path(const struct kobject *kobject, gfp_t flags);

extern void kset_init(struct kset *kset);
extern int __must_check kset_register(struct kset *kset);
extern void kset_unregister(struct kset *kset);
extern struct kset *__must_check kset_create_and_add(const char *name, const struct kset_uevent_ops *operations,
						     struct kobject *parent);
extern struct kobject *kset_find_obj(struct kset *kset, const char *name);

static inline struct kset *to_kset(struct kobject *kobject)
{
	return kobject ? container_of(kobject, struct kset, kobj) : NULL;
}

static inline struct kset *kset_get(struct kset *kset)
{
	return kset ? to_kset(kobject_get(&kset->kobj)) : NULL;
}

#define kset_put(kset) kobject_put(&(kset)->kobj)

extern int kobject_uevent(struct kobject *kobject, enum kobject_action action);
extern int kobject_uevent_env(struct kobject *kobject, enum kobject_action action, char *variables[]);
extern __printf(2, 3) int add_uevent_var(struct kobj_uevent_env *environment, const char *format, ...);

#endif
