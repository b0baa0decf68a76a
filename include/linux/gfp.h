/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_GFP_H
#define _LOCKSTEP_LINUX_GFP_H

#include <linux/types.h>

#define __GFP_DMA 0x01u
#define __GFP_HIGHMEM 0x02u
#define __GFP_DMA32 0x04u
#define __GFP_MOVABLE 0x08u
#define __GFP_RECLAIMABLE 0x10u
#define __GFP_HIGH 0x20u
#define __GFP_IO 0x40u
#define __GFP_FS 0x80u
#define __GFP_ZERO 0x100u
#define __GFP_ATOMIC 0x200u
#define __GFP_DIRECT_RECLAIM 0x400u
#define __GFP_KSWAPD_RECLAIM 0x800u
#define __GFP_WRITE 0x1000u
#define __GFP_NOWARN 0x2000u
#define __GFP_RETRY_MAYFAIL 0x4000u
#define __GFP_NOFAIL 0x8000u
#define __GFP_NORETRY 0x10000u
#define __GFP_MEMALLOC 0x20000u
#define __GFP_COMP 0x40000u
#define __GFP_NOMEMALLOC 0x80000u
#define __GFP_HARDWALL 0x100000u
#define __GFP_THISNODE 0x200000u
#define __GFP_ACCOUNT 0x400000u
#define __GFP_RECLAIM (__GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM)

#define GFP_ATOMIC (__GFP_HIGH | __GFP_ATOMIC | __GFP_KSWAPD_RECLAIM)
#define GFP_KERNEL (__GFP_RECLAIM | __GFP_IO | __GFP_FS)
#define GFP_KERNEL_ACCOUNT (GFP_KERNEL | __GFP_ACCOUNT)
#define GFP_NOWAIT (__GFP_KSWAPD_RECLAIM)
#define GFP_NOIO (__GFP_RECLAIM)
#define GFP_NOFS (__GFP_RECLAIM | __GFP_IO)
#define GFP_USER (__GFP_RECLAIM | __GFP_IO | __GFP_FS | __GFP_HARDWALL)
#define GFP_DMA __GFP_DMA
#define GFP_DMA32 __GFP_DMA32
#define GFP_HIGHUSER (GFP_USER | __GFP_HIGHMEM)

#define MAX_ORDER 11
#define PAGE_ALLOC_COSTLY_ORDER 3

struct page;

/* 2 to the power of `order` pages. */
extern struct page *alloc_pages(gfp_t flags, unsigned int order);
extern unsigned long __get_free_pages(gfp_t flags, unsigned int order);
extern void __free_pages(struct page *page, unsigned int order);
extern void free_pages(unsigned long address, unsigned int order);
extern void *page_address(const struct page *page);
#define alloc_page(flags) alloc_pages(flags, 0)
#define alloc_pages_node(node, flags, order) alloc_pages(flags, order)
#define __get_free_page(flags) __get_free_pages(flags, 0)
#define __get_dma_pages(flags, order) __get_free_pages((flags) | GFP_DMA, order)
#define get_zeroed_page(flags) __get_free_pages((flags) | __GFP_ZERO, 0)
#define __free_page(page) __free_pages(page, 0)
#define free_page(address) free_pages(address, 0)
#define alloc_pages_exact(size, flags) ((void *)__get_free_pages(flags, get_order(size)))
#define free_pages_exact(address, size) free_pages((unsigned long)(address), get_order(size))
#define get_order(size) ((size) <= 4096UL ? 0 : 52 - __builtin_clzl((unsigned long)(size) - 1))

#define gfpflags_allow_blocking(flags) (!!((flags) & __GFP_DIRECT_RECLAIM))

#endif
