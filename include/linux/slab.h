/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SLAB_H
#define _LOCKSTEP_LINUX_SLAB_H

#include <linux/gfp.h>
#include <linux/overflow.h>
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
extern void kfree_sensitive(const void *object);
#define kzfree(object) kfree_sensitive(object)
#define krealloc_array(object, n, size, flags) krealloc(object, (size_t)(n) * (size), flags)

/* There is one node. */
#define kmalloc_node(size, flags, node) kmalloc(size, flags)
#define kzalloc_node(size, flags, node) kzalloc(size, flags)
#define kmalloc_array_node(n, size, flags, node) kmalloc_array(n, size, flags)
#define kcalloc_node(n, size, flags, node) kcalloc(n, size, flags)

extern void *kvmalloc(size_t size, gfp_t flags);
extern void *kvmalloc_array(size_t n, size_t size, gfp_t flags);
extern void *kvrealloc(const void *object, size_t old, size_t size, gfp_t flags);
extern void kvfree(const void *object);
#define kvzalloc(size, flags) kvmalloc(size, (flags) | __GFP_ZERO)
#define kvcalloc(n, size, flags) kvmalloc_array(n, size, (flags) | __GFP_ZERO)
#define kvmalloc_node(size, flags, node) kvmalloc(size, flags)
#define kvzalloc_node(size, flags, node) kvzalloc(size, flags)
#define kvfree_sensitive(object, size) kvfree(object)

#define SLAB_CONSISTENCY_CHECKS 0x100u
#define SLAB_RED_ZONE 0x400u
#define SLAB_POISON 0x800u
#define SLAB_HWCACHE_ALIGN 0x2000u
#define SLAB_CACHE_DMA 0x4000u
#define SLAB_CACHE_DMA32 0x8000u
#define SLAB_STORE_USER 0x10000u
#define SLAB_RECLAIM_ACCOUNT 0x20000u
#define SLAB_TEMPORARY SLAB_RECLAIM_ACCOUNT
#define SLAB_PANIC 0x40000u
#define SLAB_TYPESAFE_BY_RCU 0x80000u
#define SLAB_MEM_SPREAD 0x100000u
#define SLAB_NOLEAKTRACE 0x800000u
#define SLAB_ACCOUNT 0x4000000u

/* Objects of one size under one name. All must be freed before the cache is destroyed. */
struct kmem_cache {
	unsigned int object_size;
	unsigned int size;
	unsigned int align;
	slab_flags_t flags;
	const char *name;
	void (*ctor)(void *object);
};

extern struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
					    slab_flags_t flags, void (*ctor)(void *object));
extern void kmem_cache_destroy(struct kmem_cache *cache);
extern void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t flags);
extern void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t flags);
extern void kmem_cache_free(struct kmem_cache *cache, void *object);
extern unsigned int kmem_cache_size(struct kmem_cache *cache);
#define kmem_cache_alloc_node(cache, flags, node) kmem_cache_alloc(cache, flags)
#define kmem_cache_shrink(cache) ((void)(cache), 0)
#define kmem_cache_create_usercopy(name, size, align, flags, offset, length, ctor)                           \
	((void)(offset), (void)(length), kmem_cache_create(name, size, align, flags, ctor))
#define KMEM_CACHE(type, flags)                                                                              \
	kmem_cache_create(#type, sizeof(struct type), __alignof__(struct type), flags, NULL)
#define KMEM_CACHE_USERCOPY(type, flags, member) KMEM_CACHE(type, flags)

#endif
