/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_DEBUGFS_H
#define _LOCKSTEP_LINUX_DEBUGFS_H

#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/types.h>

extern struct dentry *debugfs_create_dir(const char *name, struct dentry *parent);
extern struct dentry *debugfs_create_file(const char *name, umode_t mode, struct dentry *parent, void *data,
					  const struct file_operations *operations);
#define debugfs_create_file_unsafe(name, mode, parent, data, operations)                                     \
	debugfs_create_file(name, mode, parent, data, operations)
extern void debugfs_remove(struct dentry *entry);
#define debugfs_remove_recursive(entry) debugfs_remove(entry)

#endif
