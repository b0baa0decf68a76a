/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_MM_TYPES_H
#define _LOCKSTEP_LINUX_MM_TYPES_H

#include <linux/types.h>

struct address_space;
struct mm_struct;
struct vm_area_struct;

struct page {
	unsigned long flags;
	void *__lockstep_address;
	atomic_t _refcount;
	unsigned int __lockstep_order;
	struct list_head lru;
	struct address_space *mapping;
	unsigned long private;
} __attribute__((__aligned__(64)));

#endif
