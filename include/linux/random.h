/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_RANDOM_H
#define _LOCKSTEP_LINUX_RANDOM_H

/* Each context has a sequence of numbers of its own, the same in every execution. */

#include <linux/errno.h>
#include <linux/types.h>

extern u64 get_random_u64(void);
extern void get_random_bytes(void *buffer, size_t n);

#define get_random_u8() ((u8)get_random_u64())
#define get_random_u16() ((u16)get_random_u64())
#define get_random_u32() ((u32)get_random_u64())
#define get_random_int() ((unsigned int)get_random_u64())
#define get_random_long() ((unsigned long)get_random_u64())
#define get_random_once(buffer, n) get_random_bytes(buffer, n)
#define get_random_u32_below(limit) ((u32)(((u64)get_random_u32() * (u32)(limit)) >> 32))
#define get_random_u32_above(floor) ((floor) + 1 + get_random_u32_below(~0u - (floor)))
#define get_random_u32_inclusive(floor, top) ((floor) + get_random_u32_below((top) - (floor) + 1))
#define get_random_bytes_wait(buffer, n) (get_random_bytes(buffer, n), 0)
#define wait_for_random_bytes() 0
#define rng_is_initialized() true
#define add_device_randomness(buffer, n) ((void)(buffer), (void)(n))

#include <linux/prandom.h>

#endif
