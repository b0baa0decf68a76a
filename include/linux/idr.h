/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_IDR_H
#define _LOCKSTEP_LINUX_IDR_H

/*
 * Numbers for pointers (idr), and numbers alone (ida). Whoever changes an idr holds a lock of his own; idr_find() needs
 * none beside RCU. An ida has its lock itself.
 */

#include <linux/gfp.h>
#include <linux/types.h>
#include <linux/xarray.h>

struct idr {
	void *__lockstep_head;
	unsigned int idr_next;
	unsigned int idr_flags;
};

#define IDR_INIT(name) { 0 }
#define DEFINE_IDR(name) struct idr name = IDR_INIT(name)
#define idr_init(idr) ((void)(*(idr) = (struct idr){ 0 }))
#define idr_init_base(idr, base) idr_init(idr)
#define idr_preload(flags) ((void)(flags), preempt_disable())
#define idr_preload_end() preempt_enable()
#define idr_lock(idr) ((void)(idr))
#define idr_unlock(idr) ((void)(idr))

/* A number from `start` up to, and without, `end`; -ENOSPC, -ENOMEM. */
extern int __lockstep_idr_alloc(struct idr *idr, void *pointer, int start, int end, gfp_t flags);
#define idr_alloc(idr, pointer, start, end, flags) __lockstep_idr_alloc(idr, pointer, start, end, flags)
extern int idr_alloc_cyclic(struct idr *idr, void *pointer, int start, int end, gfp_t flags);
extern void *idr_find(const struct idr *idr, unsigned long id);
extern void *idr_remove(struct idr *idr, unsigned long id);
extern void *idr_replace(struct idr *idr, void *pointer, unsigned long id);
extern void *idr_get_next(struct idr *idr, int *id);
extern int idr_for_each(const struct idr *idr, int (*function)(int id, void *pointer, void *data), void *data);
extern bool idr_is_empty(const struct idr *idr);
extern void idr_destroy(struct idr *idr);
#define idr_get_cursor(idr) ((idr)->idr_next)
#define idr_set_cursor(idr, value) ((idr)->idr_next = (value))

#define idr_for_each_entry(idr, entry, id)                                                                   \
	for ((id) = 0; ((entry) = idr_get_next(idr, &(id))) != NULL; (id) += 1)
#define idr_for_each_entry_continue(idr, entry, id)                                                          \
	for ((entry) = idr_get_next(idr, &(id)); (entry); (id) += 1, (entry) = idr_get_next(idr, &(id)))

struct ida {
	struct xarray xa;
};

#define IDA_CHUNK_SIZE 128
#define IDA_BITMAP_BITS (IDA_CHUNK_SIZE * 8)
#define IDA_INIT(name) { .xa = XARRAY_INIT(name, XA_FLAGS_LOCK_IRQ) }
#define DEFINE_IDA(name) struct ida name = IDA_INIT(name)
#define ida_init(ida) xa_init_flags(&(ida)->xa, XA_FLAGS_LOCK_IRQ)

extern int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t flags);
extern void ida_free(struct ida *ida, unsigned int id);
extern void ida_destroy(struct ida *ida);
#define ida_alloc(ida, flags) ida_alloc_range(ida, 0, ~0u, flags)
#define ida_alloc_min(ida, min, flags) ida_alloc_range(ida, min, ~0u, flags)
#define ida_alloc_max(ida, max, flags) ida_alloc_range(ida, 0, max, flags)
#define ida_simple_get(ida, start, end, flags) ida_alloc_range(ida, start, (end) - 1, flags)
#define ida_simple_remove(ida, id) ida_free(ida, id)
#define ida_is_empty(ida) xa_empty(&(ida)->xa)

#endif
