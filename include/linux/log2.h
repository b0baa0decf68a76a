/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_LOG2_H
#define _LOCKSTEP_LINUX_LOG2_H

#include <linux/bitops.h>
#include <linux/types.h>

/* Constant where its argument is. */
#define const_ilog2(n) ((n) < 2 ? 0 : 63 - __builtin_clzll(n))
#define ilog2(n) const_ilog2((unsigned long long)(n))
#define is_power_of_2(n) ((n) != 0 && (((n) & ((n) - 1)) == 0))
#define __roundup_pow_of_two(n) roundup_pow_of_two(n)
#define __rounddown_pow_of_two(n) rounddown_pow_of_two(n)
#define roundup_pow_of_two(n) ((n) < 2 ? 1UL : 1UL << (ilog2((n) - 1) + 1))
#define rounddown_pow_of_two(n) (1UL << ilog2(n))
#define order_base_2(n) ((n) > 1 ? ilog2((n) - 1) + 1 : 0)
#define bits_per(n) ((n) < 2 ? 1 : ilog2(n) + 1)

#endif
