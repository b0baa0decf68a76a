/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_UIO_H
#define _LOCKSTEP_LINUX_UIO_H

#include <linux/types.h>

/* What is left of the buffer of a read or write. */
struct iov_iter {
	u8 iter_type;
	bool nofault;
	bool data_source;
	size_t iov_offset;
	size_t count;
	void __user *ubuf;
};

/* Both return how many bytes were copied, and may sleep. */
extern size_t copy_to_iter(const void *from, size_t n, struct iov_iter *to);
extern size_t copy_from_iter(void *to, size_t n, struct iov_iter *from);
extern void iov_iter_advance(struct iov_iter *iter, size_t n);
extern void iov_iter_revert(struct iov_iter *iter, size_t n);
#define copy_to_iter_full(from, n, to) (copy_to_iter(from, n, to) == (n))
#define copy_from_iter_full(to, n, from) (copy_from_iter(to, n, from) == (n))
#define copy_from_iter_nocache(to, n, from) copy_from_iter(to, n, from)
#define iov_iter_count(iter) ((iter)->count)
#define iov_iter_rw(iter) ((iter)->data_source ? 1 : 0)
#define iov_iter_truncate(iter, most) ((void)((iter)->count > (most) && ((iter)->count = (most))))

#endif
