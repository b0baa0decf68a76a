/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SORT_H
#define _LOCKSTEP_LINUX_SORT_H

#include <linux/types.h>

typedef int (*cmp_func_t)(const void *a, const void *b);
typedef int (*cmp_r_func_t)(const void *a, const void *b, const void *data);
typedef void (*swap_func_t)(void *a, void *b, int size);
typedef void (*swap_r_func_t)(void *a, void *b, int size, const void *data);

/* In place, not stable, at most n log n comparisons; `swap` may be NULL. It does not sleep. */
extern void sort(void *base, size_t n, size_t size, cmp_func_t compare, swap_func_t swap);
extern void sort_r(void *base, size_t n, size_t size, cmp_r_func_t compare, swap_r_func_t swap,
		   const void *data);

#endif
