/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_MATH_H
#define _LOCKSTEP_LINUX_MATH_H

#include <linux/types.h>

#define __round_mask(x, y) ((__typeof__(x))((y) - 1))
#define round_up(x, y) ((((x) - 1) | __round_mask(x, y)) + 1)
#define round_down(x, y) ((x) & ~__round_mask(x, y))

#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define DIV_ROUND_DOWN_ULL(n, d) ((unsigned long long)(n) / (d))
#define DIV_ROUND_UP_ULL(n, d) (((unsigned long long)(n) + (d) - 1) / (d))

#define roundup(x, y)                                                                                        \
	({                                                                                                   \
		__typeof__(y) __lockstep_to = (y);                                                           \
		(((x) + (__lockstep_to - 1)) / __lockstep_to) * __lockstep_to;                               \
	})
#define rounddown(x, y)                                                                                      \
	({                                                                                                   \
		__typeof__(x) __lockstep_from = (x);                                                         \
		__lockstep_from - (__lockstep_from % (y));                                                   \
	})

#define DIV_ROUND_CLOSEST(x, divisor)                                                                        \
	({                                                                                                   \
		__typeof__(x) __lockstep_n = (x);                                                            \
		__typeof__(divisor) __lockstep_d = (divisor);                                                \
		(((__typeof__(x))-1) > 0 || ((__typeof__(divisor))-1) > 0 ||                                 \
		 ((__lockstep_n > 0) == (__lockstep_d > 0))) ?                                               \
			((__lockstep_n + (__lockstep_d / 2)) / __lockstep_d) :                               \
			((__lockstep_n - (__lockstep_d / 2)) / __lockstep_d);                                \
	})

#define mult_frac(x, numerator, denominator)                                                                 \
	({                                                                                                   \
		__typeof__(x) __lockstep_q = (x) / (denominator);                                            \
		__typeof__(x) __lockstep_r = (x) % (denominator);                                            \
		(__lockstep_q * (numerator)) + ((__lockstep_r * (numerator)) / (denominator));               \
	})

#define abs(x)                                                                                               \
	({                                                                                                   \
		__auto_type __lockstep_value = (x);                                                          \
		__lockstep_value < 0 ? -__lockstep_value : __lockstep_value;                                 \
	})
#define abs_diff(a, b)                                                                                       \
	({                                                                                                   \
		__auto_type __lockstep_a = (a);                                                              \
		__auto_type __lockstep_b = (b);                                                              \
		__lockstep_a > __lockstep_b ? __lockstep_a - __lockstep_b : __lockstep_b - __lockstep_a;     \
	})

#define sector_div(n, base)                                                                                  \
	({                                                                                                   \
		u32 __lockstep_remainder = (n) % (base);                                                     \
		(n) /= (base);                                                                               \
		__lockstep_remainder;                                                                        \
	})

#endif
