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

/* The length of the prefix, if the string begins with it. */
#define str_has_prefix(string, prefix)                                                                       \
	({                                                                                                   \
		const char *__lockstep_prefix = (prefix);                                                    \
		size_t __lockstep_long = strlen(__lockstep_prefix);                                          \
		strncmp(string, __lockstep_prefix, __lockstep_long) ? 0 : __lockstep_long;                   \
	})
extern char *strchr(const char *string, int character);
extern char *strstr(const char *string, const char *part);
extern char *kstrdup(const char *string, gfp_t flags);

#endif
