/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_KSTRTOX_H
#define _LOCKSTEP_LINUX_KSTRTOX_H

#include <linux/compiler_types.h>
#include <linux/types.h>

extern int __must_check kstrtoint(const char *text, unsigned int base, int *result);
extern int __must_check kstrtouint(const char *text, unsigned int base, unsigned int *result);
extern int __must_check kstrtol(const char *text, unsigned int base, long *result);
extern int __must_check kstrtoul(const char *text, unsigned int base, unsigned long *result);
extern int __must_check kstrtou8(const char *text, unsigned int base, u8 *result);
extern int __must_check kstrtos8(const char *text, unsigned int base, s8 *result);
extern int __must_check kstrtou16(const char *text, unsigned int base, u16 *result);
extern int __must_check kstrtos16(const char *text, unsigned int base, s16 *result);
#define kstrtou32(text, base, result) kstrtouint(text, base, result)
#define kstrtos32(text, base, result) kstrtoint(text, base, result)
extern int __must_check kstrtoull(const char *text, unsigned int base, unsigned long long *result);
extern int __must_check kstrtoll(const char *text, unsigned int base, long long *result);
#define kstrtou64(text, base, result) kstrtoull(text, base, result)
#define kstrtos64(text, base, result) kstrtoll(text, base, result)
extern int __must_check kstrtobool(const char *text, bool *result);
#define strtobool(text, result) kstrtobool(text, result)
extern long long simple_strtoll(const char *text, char **end, unsigned int base);
extern unsigned long long simple_strtoull(const char *text, char **end, unsigned int base);
extern long simple_strtol(const char *text, char **end, unsigned int base);
extern unsigned long simple_strtoul(const char *text, char **end, unsigned int base);

#endif
