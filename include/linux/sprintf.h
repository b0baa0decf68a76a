/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SPRINTF_H
#define _LOCKSTEP_LINUX_SPRINTF_H

#include <linux/compiler_types.h>
#include <linux/stdarg.h>
#include <linux/types.h>

extern __printf(2, 3) int sprintf(char *buffer, const char *format, ...);
extern __printf(3, 4) int snprintf(char *buffer, size_t size, const char *format, ...);
extern __printf(3, 4) int scnprintf(char *buffer, size_t size, const char *format, ...);
extern __printf(2, 3) char *kasprintf(gfp_t flags, const char *format, ...);
extern __printf(2, 0) char *kvasprintf(gfp_t flags, const char *format, va_list arguments);
extern __scanf(2, 3) int sscanf(const char *text, const char *format, ...);
extern __scanf(2, 0) int vsscanf(const char *text, const char *format, va_list arguments);
extern __printf(3, 0) int vsnprintf(char *buffer, size_t size, const char *format, va_list arguments);

#endif
