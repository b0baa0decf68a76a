/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_OVERFLOW_H
#define _LOCKSTEP_LINUX_OVERFLOW_H

/* Sums and products that tell whether they fit, and sizes that become too large to be allocated where they do not. */

#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/types.h>

#define check_add_overflow(a, b, result) __builtin_add_overflow(a, b, result)
#define check_sub_overflow(a, b, result) __builtin_sub_overflow(a, b, result)
#define check_mul_overflow(a, b, result) __builtin_mul_overflow(a, b, result)

#define __type_half_max(type) ((type)1 << (8 * sizeof(type) - 1 - is_signed_type(type)))
#define type_max(t) ((__typeof__(t))((__type_half_max(t) - 1) + __type_half_max(t)))
#define type_min(t) ((__typeof__(t))((__typeof__(t)) - type_max(t) - (__typeof__(t))1))

static inline size_t size_add(size_t a, size_t b)
{
	size_t sum;

	return __builtin_add_overflow(a, b, &sum) ? SIZE_MAX : sum;
}

static inline size_t size_sub(size_t a, size_t b)
{
	size_t rest;

	return a == SIZE_MAX || b == SIZE_MAX || __builtin_sub_overflow(a, b, &rest) ? SIZE_MAX : rest;
}

static inline size_t size_mul(size_t a, size_t b)
{
	size_t product;

	return __builtin_mul_overflow(a, b, &product) ? SIZE_MAX : product;
}

#define array_size(a, b) size_mul(a, b)
#define array3_size(a, b, c) size_mul(size_mul(a, b), c)
/* Of a structure that ends in an array of `n` elements. */
#define flex_array_size(pointer, member, n) size_mul(n, sizeof(*(pointer)->member))
#define struct_size(pointer, member, n) size_add(sizeof(*(pointer)), flex_array_size(pointer, member, n))
#define struct_size_t(type, member, n) struct_size((type *)NULL, member, n)

/* Whether bits are lost, or the sign changes, by shifting `a` left. */
#define check_shl_overflow(a, s, result)                                                                     \
	({                                                                                                   \
		__typeof__(a) __lockstep_a = (a);                                                            \
		__typeof__(s) __lockstep_s = (s);                                                            \
		__typeof__(result) __lockstep_result = (result);                                             \
		u64 __lockstep_whole = (u64)__lockstep_a;                                                    \
		bool __lockstep_bad = __lockstep_s < 0 || __lockstep_s >= 8 * sizeof(*__lockstep_result);    \
		*__lockstep_result = __lockstep_bad ? 0 : __lockstep_whole << __lockstep_s;                  \
		__lockstep_bad || __lockstep_a < 0 || *__lockstep_result < 0 ||                              \
			((u64)*__lockstep_result >> (__lockstep_bad ? 0 : __lockstep_s)) != __lockstep_whole; \
	})

#endif
