/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_BITMAP_H
#define _LOCKSTEP_LINUX_BITMAP_H

/* Bitmaps of `nbits` bits: arrays of unsigned long. All of it is plain accesses, whole words at a time. */

#include <linux/bitops.h>
#include <linux/slab.h>

extern void bitmap_zero(unsigned long *map, unsigned int nbits);
extern void bitmap_fill(unsigned long *map, unsigned int nbits);
extern void bitmap_copy(unsigned long *to, const unsigned long *from, unsigned int nbits);
extern void bitmap_complement(unsigned long *to, const unsigned long *from, unsigned int nbits);
extern void bitmap_set(unsigned long *map, unsigned int start, unsigned int nbits);
extern void bitmap_clear(unsigned long *map, unsigned int start, unsigned int nbits);
/* Whether a bit is left in the result. */
extern bool bitmap_and(unsigned long *to, const unsigned long *a, const unsigned long *b, unsigned int nbits);
extern bool bitmap_andnot(unsigned long *to, const unsigned long *a, const unsigned long *b, unsigned int nbits);
extern void bitmap_or(unsigned long *to, const unsigned long *a, const unsigned long *b, unsigned int nbits);
extern void bitmap_xor(unsigned long *to, const unsigned long *a, const unsigned long *b, unsigned int nbits);
extern bool bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits);
extern bool bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned int nbits);
extern bool bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned int nbits);
extern bool bitmap_empty(const unsigned long *map, unsigned int nbits);
extern bool bitmap_full(const unsigned long *map, unsigned int nbits);
extern unsigned int bitmap_weight(const unsigned long *map, unsigned int nbits);
/* Where `nr` clear bits begin, a multiple of align_mask + 1; `size` or more if they are nowhere. */
extern unsigned long bitmap_find_next_zero_area(unsigned long *map, unsigned long size, unsigned long start,
						unsigned int nr, unsigned long align_mask);

#define bitmap_alloc(nbits, flags) ((unsigned long *)kmalloc(BITS_TO_LONGS(nbits) * sizeof(long), flags))
#define bitmap_zalloc(nbits, flags) ((unsigned long *)kzalloc(BITS_TO_LONGS(nbits) * sizeof(long), flags))
#define bitmap_free(map) kfree(map)

#endif
