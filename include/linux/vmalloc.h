/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_VMALLOC_H
#define _LOCKSTEP_LINUX_VMALLOC_H

#include <asm/page.h>
#include <linux/gfp.h>
#include <linux/types.h>

/* Large memory, contiguous for the kernel. All of these may sleep. */
extern void *vmalloc(unsigned long size);
extern void *vzalloc(unsigned long size);
extern void vfree(const void *memory);
extern bool is_vmalloc_addr(const void *address);
#define vmalloc_user(size) vzalloc(size)
#define vmalloc_32(size) vmalloc(size)
#define vmalloc_32_user(size) vzalloc(size)
#define vmalloc_huge(size, flags) vmalloc(size)
#define vmalloc_node(size, node) vmalloc(size)
#define vzalloc_node(size, node) vzalloc(size)
#define vmalloc_array(n, size) vmalloc((n) * (size))
#define vcalloc(n, size) vzalloc((n) * (size))
#define __vmalloc(size, flags) ((flags) & __GFP_ZERO ? vzalloc(size) : vmalloc(size))
#define vmalloc_to_page(memory) virt_to_page(memory)
#define vmalloc_to_pfn(memory) ((unsigned long)(memory) >> PAGE_SHIFT)

#define VM_IOREMAP 0x1
#define VM_ALLOC 0x2
#define VM_MAP 0x4
#define VM_USERMAP 0x8

extern struct page *virt_to_page(const void *address);

#endif
