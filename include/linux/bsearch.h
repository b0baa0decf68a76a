/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_BSEARCH_H
#define _LOCKSTEP_LINUX_BSEARCH_H

#include <linux/sort.h>

/* The element that equals the key, in an array that is sorted; NULL if there is none. */
static inline void *bsearch(const void *key, const void *base, size_t n, size_t size, cmp_func_t compare)
{
	const char *from = base;

	while (n) {
		const char *middle = from + n / 2 * size;
		int order = compare(key, middle);

		if (order == 0)
			return (void *)middle;
		if (order > 0) {
			from = middle + size;
			n--;
		}
		n /= 2;
	}
	return NULL;
}

#endif
