/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_BITS_H
#define _LOCKSTEP_LINUX_BITS_H

#include <asm/types.h>
#include <linux/const.h>

#define BIT(nr) (UL(1) << (nr))
#define BIT_ULL(nr) (ULL(1) << (nr))
#define BIT_MASK(nr) (UL(1) << ((nr) % BITS_PER_LONG))
#define BIT_WORD(nr) ((nr) / BITS_PER_LONG)
#define GENMASK_INPUT_CHECK(high, low) 0
#define GENMASK(high, low) ((~UL(0) << (low)) & (~UL(0) >> (BITS_PER_LONG - 1 - (high))))
#define GENMASK_ULL(high, low) ((~ULL(0) << (low)) & (~ULL(0) >> (63 - (high))))

#endif
