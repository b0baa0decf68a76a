/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_PROC_FS_H
#define _LOCKSTEP_LINUX_PROC_FS_H

#include <linux/fs.h>
#include <linux/types.h>

struct proc_dir_entry;
struct seq_operations;

enum {
	PROC_ENTRY_PERMANENT = 1U << 0,
};

struct proc_ops {
	unsigned int proc_flags;
	int (*proc_open)(struct inode *inode, struct file *file);
	ssize_t (*proc_read)(struct file *file, char __user *buffer, size_t n, loff_t *position);
	ssize_t (*proc_read_iter)(struct kiocb *request, struct iov_iter *to);
	ssize_t (*proc_write)(struct file *file, const char __user *buffer, size_t n, loff_t *position);
	loff_t (*proc_lseek)(struct file *file, loff_t offset, int whence);
	int (*proc_release)(struct inode *inode, struct file *file);
	__poll_t (*proc_poll)(struct file *file, struct poll_table_struct *table);
	long (*proc_ioctl)(struct file *file, unsigned int command, unsigned long argument);
	long (*proc_compat_ioctl)(struct file *file, unsigned int command, unsigned long argument);
	int (*proc_mmap)(struct file *file, struct vm_area_struct *area);
	unsigned long (*proc_get_unmapped_area)(struct file *file, unsigned long address, unsigned long length,
						unsigned long offset, unsigned long flags);
} __randomize_layout;

extern struct proc_dir_entry *__lockstep_proc_create(const char *name, umode_t mode,
						     struct proc_dir_entry *parent, const void *operations,
						     void *data, int form);
#define LOCKSTEP_PROC_OPS 0
#define LOCKSTEP_FILE_OPERATIONS 1
#define LOCKSTEP_SINGLE 2
#define LOCKSTEP_SEQUENCE 3

/* Before 5.6 these took struct file_operations, and what such a module means by it still works. */
#define __lockstep_proc_form(operations)                                                                     \
	_Generic((operations),                                                                               \
		const struct file_operations *: LOCKSTEP_FILE_OPERATIONS,                                    \
		struct file_operations *: LOCKSTEP_FILE_OPERATIONS,                                          \
		const struct proc_ops *: LOCKSTEP_PROC_OPS,                                                  \
		struct proc_ops *: LOCKSTEP_PROC_OPS)
#define proc_create(name, mode, parent, operations)                                                          \
	__lockstep_proc_create(name, mode, parent, operations, NULL, __lockstep_proc_form(operations))
#define proc_create_data(name, mode, parent, operations, data)                                               \
	__lockstep_proc_create(name, mode, parent, operations, data, __lockstep_proc_form(operations))
#define proc_create_single_data(name, mode, parent, show, data)                                              \
	__lockstep_proc_create(name, mode, parent, (const void *)(show), data, LOCKSTEP_SINGLE)
#define proc_create_single(name, mode, parent, show) proc_create_single_data(name, mode, parent, show, NULL)
#define proc_create_seq_data(name, mode, parent, operations, data)                                           \
	__lockstep_proc_create(name, mode, parent, operations, data, LOCKSTEP_SEQUENCE)
#define proc_create_seq(name, mode, parent, operations)                                                      \
	proc_create_seq_data(name, mode, parent, operations, NULL)

extern struct proc_dir_entry *proc_mkdir(const char *name, struct proc_dir_entry *parent);
extern struct proc_dir_entry *proc_mkdir_mode(const char *name, umode_t mode, struct proc_dir_entry *parent);
extern struct proc_dir_entry *proc_mkdir_data(const char *name, umode_t mode, struct proc_dir_entry *parent,
					      void *data);
extern void proc_remove(struct proc_dir_entry *entry);
extern void remove_proc_entry(const char *name, struct proc_dir_entry *parent);
extern int remove_proc_subtree(const char *name, struct proc_dir_entry *parent);
extern void proc_set_size(struct proc_dir_entry *entry, loff_t size);
extern void proc_set_user(struct proc_dir_entry *entry, unsigned int uid, unsigned int gid);
extern void *proc_get_parent_data(const struct inode *inode);

static inline void *pde_data(const struct inode *inode)
{
	return inode->i_private;
}

/* Its name before 5.17. */
#define PDE_DATA(inode) pde_data(inode)

#endif
