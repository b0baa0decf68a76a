/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_JHASH_H
#define _LOCKSTEP_LINUX_JHASH_H

/* The hash function lookup3 of B. Jenkins, who placed it in the public domain. */

#include <linux/bitops.h>
#include <linux/types.h>

#define JHASH_INITVAL 0xdeadbeef
#define jhash_size(n) (1u << (n))
#define jhash_mask(n) (jhash_size(n) - 1)

#define __lockstep_jhash_step(x, y, z, bits) ((x) -= (z), (x) ^= rol32(z, bits), (z) += (y))
#define __jhash_mix(a, b, c)                                                                                 \
	(__lockstep_jhash_step(a, b, c, 4), __lockstep_jhash_step(b, c, a, 6),                               \
	 __lockstep_jhash_step(c, a, b, 8), __lockstep_jhash_step(a, b, c, 16),                              \
	 __lockstep_jhash_step(b, c, a, 19), __lockstep_jhash_step(c, a, b, 4))
#define __lockstep_jhash_end(x, y, bits) ((x) ^= (y), (x) -= rol32(y, bits))
#define __jhash_final(a, b, c)                                                                               \
	(__lockstep_jhash_end(c, b, 14), __lockstep_jhash_end(a, c, 11), __lockstep_jhash_end(b, a, 25),     \
	 __lockstep_jhash_end(c, b, 16), __lockstep_jhash_end(a, c, 4), __lockstep_jhash_end(b, a, 14),      \
	 __lockstep_jhash_end(c, b, 24))

static inline u32 jhash(const void *key, u32 length, u32 initval)
{
	const u8 *k = key;
	u32 v[3] = { JHASH_INITVAL + length + initval, JHASH_INITVAL + length + initval,
		     JHASH_INITVAL + length + initval };

	for (; length > 12; length -= 12, k += 12) {
		for (int i = 0; i < 12; i++)
			v[i / 4] += (u32)k[i] << (8 * (i % 4));
		__jhash_mix(v[0], v[1], v[2]);
	}
	if (length) {
		for (u32 i = 0; i < length; i++)
			v[i / 4] += (u32)k[i] << (8 * (i % 4));
		__jhash_final(v[0], v[1], v[2]);
	}
	return v[2];
}

#define jhash2(key, length, initval) jhash(key, (length) * 4, initval)

static inline u32 jhash_3words(u32 a, u32 b, u32 c, u32 initval)
{
	initval += JHASH_INITVAL + (3 << 2);
	a += initval;
	b += initval;
	c += initval;
	__jhash_final(a, b, c);
	return c;
}

static inline u32 jhash_2words(u32 a, u32 b, u32 initval)
{
	return jhash_3words(a, b, 0, initval - 4);
}

static inline u32 jhash_1word(u32 a, u32 initval)
{
	return jhash_3words(a, 0, 0, initval - 8);
}

#endif
