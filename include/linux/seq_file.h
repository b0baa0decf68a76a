/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SEQ_FILE_H
#define _LOCKSTEP_LINUX_SEQ_FILE_H

#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/types.h>

struct seq_operations;

struct seq_file {
	char *buf;
	size_t size;
	size_t from;
	size_t count;
	size_t pad_until;
	loff_t index;
	loff_t read_pos;
	struct mutex lock;
	const struct seq_operations *op;
	int poll_event;
	const struct file *file;
	void *private;
	int (*__lockstep_show)(struct seq_file *m, void *v);
};

struct seq_operations {
	void *(*start)(struct seq_file *m, loff_t *position);
	void (*stop)(struct seq_file *m, void *v);
	void *(*next)(struct seq_file *m, void *v, loff_t *position);
	int (*show)(struct seq_file *m, void *v);
};

#define SEQ_SKIP 1
#define SEQ_START_TOKEN ((void *)1)

extern int seq_open(struct file *file, const struct seq_operations *operations);
extern void *__seq_open_private(struct file *file, const struct seq_operations *operations, int size);
extern int seq_open_private(struct file *file, const struct seq_operations *operations, int size);
extern int single_open(struct file *file, int (*show)(struct seq_file *m, void *v), void *data);
extern int single_open_size(struct file *file, int (*show)(struct seq_file *m, void *v), void *data, size_t size);
extern ssize_t seq_read(struct file *file, char __user *buffer, size_t n, loff_t *position);
extern loff_t seq_lseek(struct file *file, loff_t offset, int whence);
extern int seq_release(struct inode *inode, struct file *file);
extern int seq_release_private(struct inode *inode, struct file *file);
extern int single_release(struct inode *inode, struct file *file);
extern int seq_write(struct seq_file *m, const void *data, size_t n);
extern __printf(2, 3) void seq_printf(struct seq_file *m, const char *format, ...);
extern void seq_putc(struct seq_file *m, char c);
extern void seq_puts(struct seq_file *m, const char *text);

static inline bool seq_has_overflowed(struct seq_file *m)
{
	return m->count == m->size;
}

static inline void seq_setwidth(struct seq_file *m, size_t size)
{
	m->pad_until = m->count + size;
}

extern void seq_pad(struct seq_file *m, char c);
extern struct list_head *seq_list_start(struct list_head *head, loff_t position);
extern struct list_head *seq_list_start_head(struct list_head *head, loff_t position);
extern struct list_head *seq_list_next(void *v, struct list_head *head, loff_t *position);

#define DEFINE_SEQ_ATTRIBUTE(name)                                                                           \
	static int name##_open(struct inode *inode, struct file *file)                                       \
	{                                                                                                    \
		int ret = seq_open(file, &name##_sops);                                                      \
		if (!ret && inode->i_private) {                                                              \
			struct seq_file *seq_f = file->private_data;                                         \
			seq_f->private = inode->i_private;                                                   \
		}                                                                                            \
		return ret;                                                                                  \
	}                                                                                                    \
	static const struct file_operations name##_fops = {                                                  \
		.owner = THIS_MODULE,                                                                        \
		.open = name##_open,                                                                         \
		.read = seq_read,                                                                            \
		.llseek = seq_lseek,                                                                         \
		.release = seq_release,                                                                      \
	}

#define DEFINE_SHOW_ATTRIBUTE(name)                                                                          \
	static int name##_open(struct inode *inode, struct file *file)                                       \
	{                                                                                                    \
		return single_open(file, name##_show, inode->i_private);                                     \
	}                                                                                                    \
	static const struct file_operations name##_fops = {                                                  \
		.owner = THIS_MODULE,                                                                        \
		.open = name##_open,                                                                         \
		.read = seq_read,                                                                            \
		.llseek = seq_lseek,                                                                         \
		.release = single_release,                                                                   \
	}

#define DEFINE_PROC_SHOW_ATTRIBUTE(name)                                                                     \
	static int name##_open(struct inode *inode, struct file *file)                                       \
	{                                                                                                    \
		return single_open(file, name##_show, inode->i_private);                                     \
	}                                                                                                    \
	static const struct proc_ops name##_proc_ops = {                                                     \
		.proc_open = name##_open,                                                                    \
		.proc_read = seq_read,                                                                       \
		.proc_lseek = seq_lseek,                                                                     \
		.proc_release = single_release,                                                              \
	}

#endif
