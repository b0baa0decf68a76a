/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_MM_H
#define _LOCKSTEP_LINUX_MM_H

#include <asm/page.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/vmalloc.h>

/* Memory is mapped once: physical addresses are virtual ones. */
#define PAGE_OFFSET 0UL
#define __pa(address) ((unsigned long)(address))
#define __va(address) ((void *)(unsigned long)(address))
#define virt_to_phys(address) ((phys_addr_t)(unsigned long)(address))
#define phys_to_virt(address) ((void *)(unsigned long)(address))
#define PFN_PHYS(number) ((phys_addr_t)(number) << PAGE_SHIFT)
#define PHYS_PFN(address) ((unsigned long)((address) >> PAGE_SHIFT))
#define page_to_pfn(page) ((unsigned long)page_address(page) >> PAGE_SHIFT)
#define pfn_to_page(number) virt_to_page((void *)((unsigned long)(number) << PAGE_SHIFT))
#define page_to_phys(page) PFN_PHYS(page_to_pfn(page))
#define virt_to_pfn(address) ((unsigned long)(address) >> PAGE_SHIFT)
#define page_to_virt(page) page_address(page)
#define offset_in_page(address) ((unsigned long)(address) & ~PAGE_MASK)
#define PAGE_ALIGNED(address) IS_ALIGNED((unsigned long)(address), PAGE_SIZE)

/* Who gives the last reference back frees the page. */
extern void get_page(struct page *page);
extern void put_page(struct page *page);
#define page_count(page) atomic_read(&(page)->_refcount)
#define page_ref_count(page) page_count(page)
#define page_private(page) ((page)->private)
#define set_page_private(page, value) ((page)->private = (value))
#define page_to_nid(page) 0
#define kmap(page) page_address(page)
#define kunmap(page) ((void)(page))
#define kmap_atomic(page) page_address(page)
#define kunmap_atomic(address) ((void)(address))
#define kmap_local_page(page) page_address(page)
#define kunmap_local(address) ((void)(address))
#define clear_page(address) memset(address, 0, PAGE_SIZE)
#define copy_page(to, from) memcpy(to, from, PAGE_SIZE)

#endif
