/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_MINMAX_H
#define _LOCKSTEP_LINUX_MINMAX_H

#include <linux/types.h>

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* Each argument is evaluated once. Calls nest, because the names of the locals are unique. */
#define __lockstep_pick(x, y, a, b, op)                                                                      \
	({                                                                                                   \
		__auto_type a = (x);                                                                         \
		__auto_type b = (y);                                                                         \
		a op b ? a : b;                                                                              \
	})

#define min(x, y) __lockstep_pick(x, y, __UNIQUE_ID(left), __UNIQUE_ID(right), <)
#define max(x, y) __lockstep_pick(x, y, __UNIQUE_ID(left), __UNIQUE_ID(right), >)
#define min_t(type, x, y) min((type)(x), (type)(y))
#define max_t(type, x, y) max((type)(x), (type)(y))
#define min3(x, y, z) min(min(x, y), z)
#define max3(x, y, z) max(max(x, y), z)
#define clamp(value, low, high) min(max(value, low), high)
#define clamp_t(type, value, low, high) clamp((type)(value), (type)(low), (type)(high))
#define clamp_val(value, low, high) clamp_t(__typeof__(value), value, low, high)
#define min_not_zero(x, y)                                                                                   \
	({                                                                                                   \
		__auto_type __lockstep_x = (x);                                                              \
		__auto_type __lockstep_y = (y);                                                              \
		__lockstep_x == 0 ? __lockstep_y :                                                           \
		__lockstep_y == 0 ? __lockstep_x : min(__lockstep_x, __lockstep_y);                          \
	})

#define swap(a, b)                                                                                           \
	do {                                                                                                 \
		__typeof__(a) __lockstep_swapped = (a);                                                      \
		(a) = (b);                                                                                   \
		(b) = __lockstep_swapped;                                                                    \
	} while (0)

#endif
