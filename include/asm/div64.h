/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_ASM_DIV64_H
#define _LOCKSTEP_ASM_DIV64_H

#include <linux/types.h>

/* Divides the variable `n` in place; the value is the remainder. */
#define do_div(n, base)                                                                                      \
	({                                                                                                   \
		u32 __lockstep_base = (base);                                                                \
		u32 __lockstep_remainder = (u64)(n) % __lockstep_base;                                       \
		(n) = (u64)(n) / __lockstep_base;                                                            \
		__lockstep_remainder;                                                                        \
	})

#endif
