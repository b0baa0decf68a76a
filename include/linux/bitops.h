/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_BITOPS_H
#define _LOCKSTEP_LINUX_BITOPS_H

/*
 * Bits of bitmaps: bit `nr` lies in word nr / 64, bit nr % 64 of it.
 *
 * set_bit() and its like are one step each. Their forms with __ are plain C: a load and a store, between which
 * another may change another bit of the same word.
 */

#include <asm/types.h>
#include <linux/bits.h>
#include <linux/find.h>
#include <linux/types.h>

#include <asm/bitops.h>

#define for_each_set_bit(bit, addr, size)                                                                    \
	for ((bit) = find_first_bit(addr, size); (bit) < (size); (bit) = find_next_bit(addr, size, (bit) + 1))
#define for_each_set_bit_from(bit, addr, size)                                                               \
	for ((bit) = find_next_bit(addr, size, bit); (bit) < (size);                                         \
	     (bit) = find_next_bit(addr, size, (bit) + 1))
#define for_each_clear_bit(bit, addr, size)                                                                  \
	for ((bit) = find_first_zero_bit(addr, size); (bit) < (size);                                        \
	     (bit) = find_next_zero_bit(addr, size, (bit) + 1))
#define for_each_clear_bit_from(bit, addr, size)                                                             \
	for ((bit) = find_next_zero_bit(addr, size, bit); (bit) < (size);                                    \
	     (bit) = find_next_zero_bit(addr, size, (bit) + 1))

#define BITS_PER_TYPE(type) (sizeof(type) * BITS_PER_BYTE)
#define BITS_TO_U64(nr) (((nr) + 63) / 64)
#define BITS_TO_U32(nr) (((nr) + 31) / 32)
#define BITS_TO_BYTES(nr) (((nr) + 7) / 8)

extern unsigned int hweight8(unsigned int word);
extern unsigned int hweight16(unsigned int word);
extern unsigned int hweight32(unsigned int word);
extern unsigned long hweight64(u64 word);
#define hweight_long(word) hweight64(word)

/* Undefined for 0, but for ffs(), fls() and fls64(), which count from 1 and say 0. */
#define __ffs(word) ((unsigned long)__builtin_ctzl(word))
#define ffz(word) __ffs(~(unsigned long)(word))
#define __ffs64(word) __ffs(word)
#define ffs(word) __builtin_ffs(word)
#define __fls(word) ((unsigned long)(63 - __builtin_clzl(word)))
extern int fls(unsigned int word);
extern int fls64(u64 word);
#define fls_long(word) ((unsigned int)fls64(word))
#define get_count_order(count) ((count) == 0 ? -1 : fls((count) - 1))
#define get_count_order_long(count) ((count) == 0UL ? -1 : (int)fls64((count) - 1UL))
#define get_bitmask_order(count) fls(count)

#define rol64(word, n) (((u64)(word) << ((n) & 63)) | ((u64)(word) >> (-(n) & 63)))
#define ror64(word, n) (((u64)(word) >> ((n) & 63)) | ((u64)(word) << (-(n) & 63)))
#define rol32(word, n) ((u32)(((u32)(word) << ((n) & 31)) | ((u32)(word) >> (-(n) & 31))))
#define ror32(word, n) ((u32)(((u32)(word) >> ((n) & 31)) | ((u32)(word) << (-(n) & 31))))
#define rol16(word, n) ((u16)(((u16)(word) << ((n) & 15)) | ((u16)(word) >> (-(n) & 15))))
#define ror16(word, n) ((u16)(((u16)(word) >> ((n) & 15)) | ((u16)(word) << (-(n) & 15))))
#define rol8(word, n) ((u8)(((u8)(word) << ((n) & 7)) | ((u8)(word) >> (-(n) & 7))))
#define ror8(word, n) ((u8)(((u8)(word) >> ((n) & 7)) | ((u8)(word) << (-(n) & 7))))

#define sign_extend32(value, index) ((s32)((u32)(value) << (31 - (index))) >> (31 - (index)))
#define sign_extend64(value, index) ((s64)((u64)(value) << (63 - (index))) >> (63 - (index)))

#define assign_bit(nr, addr, value) ((value) ? set_bit(nr, addr) : clear_bit(nr, addr))
#define __assign_bit(nr, addr, value)                                                                        \
	do {                                                                                                 \
		if (value)                                                                                   \
			__set_bit(nr, addr);                                                                 \
		else                                                                                         \
			__clear_bit(nr, addr);                                                               \
	} while (0)

#endif
