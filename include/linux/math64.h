/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_MATH64_H
#define _LOCKSTEP_LINUX_MATH64_H

/* Division of 64 bits; on a machine of 64 bits C has it. */

#include <linux/math.h>
#include <linux/types.h>

#define div_u64(a, b) ((u64)(a) / (u32)(b))
#define div_s64(a, b) ((s64)(a) / (s32)(b))
#define div64_u64(a, b) ((u64)(a) / (u64)(b))
#define div64_s64(a, b) ((s64)(a) / (s64)(b))
#define div64_ul(a, b) ((unsigned long)(a) / (unsigned long)(b))
#define div64_long(a, b) ((long)(a) / (long)(b))

static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

static inline s64 div_s64_rem(s64 dividend, s32 divisor, s32 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

static inline u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

#define mul_u32_u32(a, b) ((u64)(u32)(a) * (u32)(b))
#define mul_u64_u32_shr(a, mul, shift) ((u64)(((unsigned __int128)(u64)(a) * (u32)(mul)) >> (shift)))
#define mul_u64_u64_shr(a, mul, shift) ((u64)(((unsigned __int128)(u64)(a) * (u64)(mul)) >> (shift)))
#define mul_u64_u32_div(a, mul, divisor) ((u64)((unsigned __int128)(u64)(a) * (u32)(mul) / (u32)(divisor)))

#endif
