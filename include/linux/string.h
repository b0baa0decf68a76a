/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_STRING_H
#define _LOCKSTEP_LINUX_STRING_H

#include <linux/types.h>

extern void *memcpy(void *to, const void *from, size_t size);
extern void *memmove(void *to, const void *from, size_t size);
extern void *memset(void *object, int byte, size_t size);
extern int memcmp(const void *a, const void *b, size_t size);
extern size_t strlen(const char *string);
extern char *strcpy(char *to, const char *from);
extern char *strncpy(char *to, const char *from, size_t size);
extern ssize_t strscpy(char *to, const char *from, size_t size);
extern int strcmp(const char *a, const char *b);
extern int strncmp(const char *a, const char *b, size_t size);
extern char *strchr(const char *string, int character);
extern char *strstr(const char *string, const char *part);
extern char *kstrdup(const char *string, gfp_t flags);

#endif
