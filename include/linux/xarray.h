/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_XARRAY_H
#define _LOCKSTEP_LINUX_XARRAY_H

/*
 * Arrays of pointers by index (Documentation/core-api/xarray.rst). Storing takes the array's lock; loading takes none.
 * An entry is a pointer to something that is aligned to 4 bytes, or a value.
 */

#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct xarray {
	spinlock_t xa_lock;
	gfp_t xa_flags;
	void *xa_head;
};

struct xa_limit {
	u32 max;
	u32 min;
};

typedef unsigned int xa_mark_t;
#define XA_MARK_0 0u
#define XA_MARK_1 1u
#define XA_MARK_2 2u
#define XA_PRESENT 8u

#define XA_FLAGS_LOCK_IRQ 1u
#define XA_FLAGS_LOCK_BH 2u
#define XA_FLAGS_TRACK_FREE 4u
#define XA_FLAGS_ALLOC 0x4u
#define XA_FLAGS_ALLOC1 0x14u
#define XA_LIMIT(least, most) ((struct xa_limit){ .min = least, .max = most })
#define xa_limit_32b XA_LIMIT(0, UINT_MAX)
#define xa_limit_31b XA_LIMIT(0, INT_MAX)
#define xa_limit_16b XA_LIMIT(0, USHRT_MAX)

#define XARRAY_INIT(name, flags)                                                                             \
	{                                                                                                    \
		.xa_lock = __SPIN_LOCK_INITIALIZER(name.xa_lock), .xa_flags = flags                          \
	}
#define DEFINE_XARRAY_FLAGS(name, flags) struct xarray name = XARRAY_INIT(name, flags)
#define DEFINE_XARRAY(name) DEFINE_XARRAY_FLAGS(name, 0)
#define DEFINE_XARRAY_ALLOC(name) DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC)
#define DEFINE_XARRAY_ALLOC1(name) DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC1)

static inline void xa_init_flags(struct xarray *xa, gfp_t flags)
{
	spin_lock_init(&xa->xa_lock);
	xa->xa_flags = flags;
	xa->xa_head = NULL;
}
#define xa_init(xa) xa_init_flags(xa, 0)

extern void *xa_load(struct xarray *xa, unsigned long index);
/* What was there, or an error that xa_is_err() knows. */
extern void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t flags);
extern void *__xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t flags);
extern void *xa_erase(struct xarray *xa, unsigned long index);
extern void *__xa_erase(struct xarray *xa, unsigned long index);
extern void *xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t flags);
/* 0, -EBUSY if something is there, or -ENOMEM. */
extern int __must_check xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t flags);
extern int __must_check __lockstep_xa_alloc(struct xarray *xa, u32 *id, void *entry, u32 first, u32 last,
					    gfp_t flags);
static inline int xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t flags)
{
	return __lockstep_xa_alloc(xa, id, entry, limit.min, limit.max, flags);
}

extern bool xa_empty(const struct xarray *xa);
extern void xa_destroy(struct xarray *xa);
extern void *xa_find(struct xarray *xa, unsigned long *index, unsigned long last, xa_mark_t filter);
extern void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long last, xa_mark_t filter);

#define xa_for_each_range(xa, index, entry, first, last)                                                     \
	for ((index) = (first), (entry) = xa_find(xa, &(index), last, XA_PRESENT); (entry);                  \
	     (entry) = xa_find_after(xa, &(index), last, XA_PRESENT))
#define xa_for_each_start(xa, index, entry, start) xa_for_each_range(xa, index, entry, start, ULONG_MAX)
#define xa_for_each(xa, index, entry) xa_for_each_start(xa, index, entry, 0)

#define xa_lock(xa) spin_lock(&(xa)->xa_lock)
#define xa_unlock(xa) spin_unlock(&(xa)->xa_lock)
#define xa_lock_bh(xa) spin_lock_bh(&(xa)->xa_lock)
#define xa_unlock_bh(xa) spin_unlock_bh(&(xa)->xa_lock)
#define xa_lock_irq(xa) spin_lock_irq(&(xa)->xa_lock)
#define xa_unlock_irq(xa) spin_unlock_irq(&(xa)->xa_lock)
#define xa_lock_irqsave(xa, flags) spin_lock_irqsave(&(xa)->xa_lock, flags)
#define xa_unlock_irqrestore(xa, flags) spin_unlock_irqrestore(&(xa)->xa_lock, flags)
#define xa_store_irq(xa, index, entry, flags) xa_store(xa, index, entry, flags)
#define xa_store_bh(xa, index, entry, flags) xa_store(xa, index, entry, flags)
#define xa_erase_irq(xa, index) xa_erase(xa, index)
#define xa_erase_bh(xa, index) xa_erase(xa, index)

#define xa_mk_value(value) ((void *)((unsigned long)(value) << 1 | 1))
#define xa_to_value(entry) ((unsigned long)(entry) >> 1)
#define xa_is_value(entry) ((unsigned long)(entry) & 1)
#define xa_is_err(entry) (((unsigned long)(entry) & 3) == 2 && (unsigned long)(entry) >= (-4095UL << 2 | 2))
#define xa_err(entry) (xa_is_err(entry) ? (int)((long)(entry) >> 2) : 0)

#endif
