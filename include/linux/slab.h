/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SLAB_H
#define _LOCKSTEP_LINUX_SLAB_H

#include <linux/gfp.h>
#include <linux/types.h>

/* What an allocation of no bytes returns: not NULL, and no access to it is allowed. */
#define LOCKSTEP_ZERO_SIZE 16
#define ZERO_SIZE_PTR ((void *)LOCKSTEP_ZERO_SIZE)
#define ZERO_OR_NULL_PTR(pointer) ((unsigned long)(pointer) <= (unsigned long)ZERO_SIZE_PTR)
#define ARCH_KMALLOC_MINALIGN 8
#define KMALLOC_MAX_SIZE (1UL << 22)

extern void *kmalloc(size_t size, gfp_t flags);
extern void *kzalloc(size_t size, gfp_t flags);
extern void *kcalloc(size_t n, size_t size, gfp_t flags);
extern void *kmalloc_array(size_t n, size_t size, gfp_t flags);
extern void *__must_check krealloc(const void *object, size_t size, gfp_t flags);
extern void kfree(const void *object);
extern size_t ksize(const void *object);

#endif
