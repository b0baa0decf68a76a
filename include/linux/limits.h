/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_LIMITS_H
#define _LOCKSTEP_LINUX_LIMITS_H

#include <asm/types.h>

#define SHRT_MAX 0x7fff
#define SHRT_MIN (-SHRT_MAX - 1)
#define USHRT_MAX 0xffff
#define INT_MAX 0x7fffffff
#define INT_MIN (-INT_MAX - 1)
#define UINT_MAX 0xffffffffU
#define LONG_MAX 0x7fffffffffffffffL
#define LONG_MIN (-LONG_MAX - 1)
#define ULONG_MAX 0xffffffffffffffffUL
#define LLONG_MAX 0x7fffffffffffffffLL
#define LLONG_MIN (-LLONG_MAX - 1)
#define ULLONG_MAX 0xffffffffffffffffULL
#define SIZE_MAX ULONG_MAX
#define SSIZE_MAX LONG_MAX
#define UINTPTR_MAX ULONG_MAX
#define PHYS_ADDR_MAX ULLONG_MAX

#define U8_MAX ((__u8)0xff)
#define S8_MAX ((__s8)0x7f)
#define S8_MIN ((__s8)-0x80)
#define U16_MAX ((__u16)0xffff)
#define S16_MAX ((__s16)0x7fff)
#define S16_MIN ((__s16)-0x8000)
#define U32_MAX ((__u32)UINT_MAX)
#define S32_MAX ((__s32)INT_MAX)
#define S32_MIN ((__s32)INT_MIN)
#define U64_MAX ((__u64)ULLONG_MAX)
#define S64_MAX ((__s64)LLONG_MAX)
#define S64_MIN ((__s64)LLONG_MIN)

#define NAME_MAX 255
#define PATH_MAX 4096

#endif
