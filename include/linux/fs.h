/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_FS_H
#define _LOCKSTEP_LINUX_FS_H

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/ioctl.h>
#include <linux/kdev_t.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/stat.h>
#include <linux/types.h>
#include <linux/uaccess.h>

struct cdev;
struct dentry;
struct fasync_struct;
struct file;
struct inode;
struct iov_iter;
struct kiocb;
struct module;
struct poll_table_struct;
struct seq_file;
struct vm_area_struct;
struct vfsmount;
struct super_block;
struct dir_context;
struct file_lock;
typedef void *fl_owner_t;

#define O_ACCMODE 00000003
#define O_RDONLY 00000000
#define O_WRONLY 00000001
#define O_RDWR 00000002
#define O_CREAT 00000100
#define O_EXCL 00000200
#define O_TRUNC 00001000
#define O_APPEND 00002000
#define O_NONBLOCK 00004000
#define O_NDELAY O_NONBLOCK
#define O_CLOEXEC 02000000

#define FMODE_READ ((fmode_t)0x1)
#define FMODE_WRITE ((fmode_t)0x2)
#define FMODE_LSEEK ((fmode_t)0x4)

#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

/* All of it; what is not called is NULL. */
struct file_operations {
	struct module *owner;
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read)(struct file *file, char __user *buffer, size_t n, loff_t *position);
	ssize_t (*write)(struct file *file, const char __user *buffer, size_t n, loff_t *position);
	ssize_t (*read_iter)(struct kiocb *request, struct iov_iter *to);
	ssize_t (*write_iter)(struct kiocb *request, struct iov_iter *from);
	int (*iterate_shared)(struct file *file, struct dir_context *context);
	__poll_t (*poll)(struct file *file, struct poll_table_struct *table);
	long (*unlocked_ioctl)(struct file *file, unsigned int command, unsigned long argument);
	long (*compat_ioctl)(struct file *file, unsigned int command, unsigned long argument);
	int (*mmap)(struct file *file, struct vm_area_struct *area);
	unsigned long mmap_supported_flags;
	int (*open)(struct inode *inode, struct file *file);
	int (*flush)(struct file *file, fl_owner_t id);
	int (*release)(struct inode *inode, struct file *file);
	int (*fsync)(struct file *file, loff_t start, loff_t end, int datasync);
	int (*fasync)(int fd, struct file *file, int on);
	int (*lock)(struct file *file, int command, struct file_lock *lock);
	unsigned long (*get_unmapped_area)(struct file *file, unsigned long address, unsigned long length,
					   unsigned long offset, unsigned long flags);
};

struct qstr {
	unsigned int hash;
	unsigned int len;
	const unsigned char *name;
};

struct dentry {
	struct qstr d_name;
	struct inode *d_inode;
	unsigned char d_iname[40];
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct inode {
	umode_t i_mode;
	unsigned short i_opflags;
	unsigned int i_flags;
	unsigned long i_ino;
	dev_t i_rdev;
	unsigned int i_nlink;
	loff_t i_size;
	void *i_private;
	struct cdev *i_cdev;
	const struct file_operations *i_fop;
};

struct file {
	const struct file_operations *f_op;
	unsigned int f_flags;
	fmode_t f_mode;
	loff_t f_pos;
	void *private_data;
	struct inode *f_inode;
	struct path f_path;
	spinlock_t f_lock;
	struct mutex f_pos_lock;
	struct dentry __lockstep_dentry;
};

/* A request to read or write by an iterator. All are synchronous. */
struct kiocb {
	struct file *ki_filp;
	loff_t ki_pos;
	void *private;
	int ki_flags;
};

#define is_sync_kiocb(request) ((void)(request), true)
#define O_DSYNC 00010000
#define O_DIRECT 00040000
#define O_SYNC 04010000

/* Nobody asks for signals. */
#define fasync_helper(fd, file, on, queue) ((void)(fd), (void)(file), (void)(queue), (on) ? 1 : 0)
#define kill_fasync(queue, signal, band) ((void)(queue), (void)(signal), (void)(band))
#define __getname() kmalloc(4096, GFP_KERNEL)
#define __putname(name) kfree(name)

static inline struct inode *file_inode(const struct file *file)
{
	return file->f_inode;
}

#define file_dentry(file) ((file)->f_path.dentry)

static inline unsigned int iminor(const struct inode *inode)
{
	return MINOR(inode->i_rdev);
}

static inline unsigned int imajor(const struct inode *inode)
{
	return MAJOR(inode->i_rdev);
}

static inline loff_t i_size_read(const struct inode *inode)
{
	return inode->i_size;
}

extern int alloc_chrdev_region(dev_t *first, unsigned int minor, unsigned int count, const char *name);
extern int register_chrdev_region(dev_t first, unsigned int count, const char *name);
extern void unregister_chrdev_region(dev_t first, unsigned int count);
extern int register_chrdev(unsigned int major, const char *name, const struct file_operations *operations);
extern void unregister_chrdev(unsigned int major, const char *name);

extern int nonseekable_open(struct inode *inode, struct file *file);
extern int stream_open(struct inode *inode, struct file *file);
extern int simple_open(struct inode *inode, struct file *file);
extern loff_t no_llseek(struct file *file, loff_t offset, int whence);
extern loff_t noop_llseek(struct file *file, loff_t offset, int whence);
extern loff_t default_llseek(struct file *file, loff_t offset, int whence);
extern loff_t generic_file_llseek(struct file *file, loff_t offset, int whence);
extern loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size);

extern bool try_module_get(struct module *module);
extern void module_put(struct module *module);
extern void __module_get(struct module *module);

#endif
