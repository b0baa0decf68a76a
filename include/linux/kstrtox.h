/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_KSTRTOX_H
#define _LOCKSTEP_LINUX_KSTRTOX_H

#include <linux/compiler_types.h>
#include <linux/types.h>

extern int __must_check kstrtoint(const char *text, unsigned int base, int *result);
extern int __must_check kstrtouint(const char *text, unsigned int base, unsigned int *result);
extern int __must_check kstrtol(const char *text, unsigned int base, long *result);
extern int __must_check kstrtoul(const char *text, unsigned int base, unsigned long *result);
extern long simple_strtol(const char *text, char **end, unsigned int base);
extern unsigned long simple_strtoul(const char *text, char **end, unsigned int base);

#endif
