/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_DEBUGFS_H
#define _LOCKSTEP_LINUX_DEBUGFS_H

/* Files for who debugs a module, below /sys/kernel/debug. Documentation/filesystems/debugfs.rst. */

#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/types.h>

struct debugfs_blob_wrapper {
	void *data;
	unsigned long size;
};

struct debugfs_u32_array {
	u32 *array;
	u32 n_elements;
};

extern struct dentry *debugfs_create_dir(const char *name, struct dentry *parent);
extern struct dentry *debugfs_create_file(const char *name, umode_t mode, struct dentry *parent, void *data,
					  const struct file_operations *operations);
#define debugfs_create_file_unsafe(name, mode, parent, data, operations)                                     \
	debugfs_create_file(name, mode, parent, data, operations)
extern void debugfs_remove(struct dentry *entry);
#define debugfs_remove_recursive(entry) debugfs_remove(entry)
extern struct dentry *debugfs_lookup(const char *name, struct dentry *parent);
extern void debugfs_lookup_and_remove(const char *name, struct dentry *parent);
#define debugfs_initialized() true

/* Files that show a variable, and take what is written to them for its value. */
extern void debugfs_create_u8(const char *name, umode_t mode, struct dentry *parent, u8 *value);
extern void debugfs_create_u16(const char *name, umode_t mode, struct dentry *parent, u16 *value);
extern void debugfs_create_u32(const char *name, umode_t mode, struct dentry *parent, u32 *value);
extern void debugfs_create_u64(const char *name, umode_t mode, struct dentry *parent, u64 *value);
extern void debugfs_create_ulong(const char *name, umode_t mode, struct dentry *parent, unsigned long *value);
extern void debugfs_create_x8(const char *name, umode_t mode, struct dentry *parent, u8 *value);
extern void debugfs_create_x16(const char *name, umode_t mode, struct dentry *parent, u16 *value);
extern void debugfs_create_x32(const char *name, umode_t mode, struct dentry *parent, u32 *value);
extern void debugfs_create_x64(const char *name, umode_t mode, struct dentry *parent, u64 *value);
extern void debugfs_create_size_t(const char *name, umode_t mode, struct dentry *parent, size_t *value);
extern void debugfs_create_atomic_t(const char *name, umode_t mode, struct dentry *parent, atomic_t *value);
extern void debugfs_create_bool(const char *name, umode_t mode, struct dentry *parent, bool *value);
extern void debugfs_create_u32_array(const char *name, umode_t mode, struct dentry *parent,
				     struct debugfs_u32_array *array);
extern struct dentry *debugfs_create_blob(const char *name, umode_t mode, struct dentry *parent,
					  struct debugfs_blob_wrapper *blob);

#endif
