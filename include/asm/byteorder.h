/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_ASM_BYTEORDER_H
#define _LOCKSTEP_ASM_BYTEORDER_H

/* The machine's order is little-endian. */

#include <linux/types.h>

#define __LITTLE_ENDIAN 1234
#define __LITTLE_ENDIAN_BITFIELD

#define swab16(value) __builtin_bswap16(value)
#define swab32(value) __builtin_bswap32(value)
#define swab64(value) __builtin_bswap64(value)
#define cpu_to_le16(value) ((__le16)(value))
#define le16_to_cpu(value) ((u16)(value))
#define cpu_to_be16(value) ((__be16)swab16(value))
#define be16_to_cpu(value) ((u16)swab16(value))
#define le16_to_cpup(pointer) le16_to_cpu(*(pointer))
#define be16_to_cpup(pointer) be16_to_cpu(*(pointer))
#define cpu_to_le32(value) ((__le32)(value))
#define le32_to_cpu(value) ((u32)(value))
#define cpu_to_be32(value) ((__be32)swab32(value))
#define be32_to_cpu(value) ((u32)swab32(value))
#define le32_to_cpup(pointer) le32_to_cpu(*(pointer))
#define be32_to_cpup(pointer) be32_to_cpu(*(pointer))
#define cpu_to_le64(value) ((__le64)(value))
#define le64_to_cpu(value) ((u64)(value))
#define cpu_to_be64(value) ((__be64)swab64(value))
#define be64_to_cpu(value) ((u64)swab64(value))
#define le64_to_cpup(pointer) le64_to_cpu(*(pointer))
#define be64_to_cpup(pointer) be64_to_cpu(*(pointer))
#define htons(value) cpu_to_be16(value)
#define htonl(value) cpu_to_be32(value)
#define ntohs(value) be16_to_cpu(value)
#define ntohl(value) be32_to_cpu(value)

#endif
