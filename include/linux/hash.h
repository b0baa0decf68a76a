/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_HASH_H
#define _LOCKSTEP_LINUX_HASH_H

/* Multiplicative hashing by 2 to the 32nd and 64th over the golden ratio squared (D. Knuth, TAOCP 6.4). */

#include <linux/types.h>

#define GOLDEN_RATIO_32 0x61c88647
#define GOLDEN_RATIO_64 0x61c8864680b583ebull
#define GOLDEN_RATIO_PRIME GOLDEN_RATIO_64

#define __hash_32(value) ((u32)(value) * GOLDEN_RATIO_32)
#define hash_32(value, bits) ((u32)(__hash_32(value) >> (32 - (bits))))
#define hash_64(value, bits) ((u32)(((u64)(value) * GOLDEN_RATIO_64) >> (64 - (bits))))
#define hash_long(value, bits) hash_64(value, bits)
#define hash_ptr(pointer, bits) hash_64((unsigned long)(pointer), bits)
#define hash32_ptr(pointer) ((u32)((unsigned long)(pointer) ^ ((unsigned long)(pointer) >> 32)))

#endif
