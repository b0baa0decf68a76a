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
extern void *memset16(u16 *object, u16 value, size_t n);
extern void *memset32(u32 *object, u32 value, size_t n);
extern void *memset64(u64 *object, u64 value, size_t n);
#define memset_l(object, value, n) memset64((u64 *)(object), value, n)
#define memset_p(object, value, n) memset64((u64 *)(object), (unsigned long)(value), n)
extern size_t strnlen(const char *string, size_t most);
extern char *strcat(char *to, const char *from);
extern char *strncat(char *to, const char *from, size_t most);
extern size_t strlcat(char *to, const char *from, size_t size);
extern size_t strlcpy(char *to, const char *from, size_t size);
extern ssize_t strscpy_pad(char *to, const char *from, size_t size);
extern char *strrchr(const char *string, int character);
extern char *strnchr(const char *string, size_t most, int character);
extern char *strchrnul(const char *string, int character);
extern char *strnstr(const char *string, const char *part, size_t most);
extern int strcasecmp(const char *a, const char *b);
extern int strncasecmp(const char *a, const char *b, size_t size);
extern size_t strspn(const char *string, const char *accept);
extern size_t strcspn(const char *string, const char *reject);
extern char *strpbrk(const char *string, const char *accept);
extern char *strsep(char **string, const char *delimiters);
extern char *skip_spaces(const char *string);
extern char *strim(char *string);
#define strstrip(string) strim(string)
extern char *strreplace(char *string, char from, char to);
extern void *memchr(const void *object, int byte, size_t size);
extern void *memchr_inv(const void *object, int byte, size_t size);
extern bool sysfs_streq(const char *a, const char *b);
/* The number of the string, or -EINVAL. */
extern int match_string(const char *const *strings, size_t n, const char *string);
extern int __sysfs_match_string(const char *const *strings, size_t n, const char *string);
#define sysfs_match_string(strings, string)                                                                  \
	__sysfs_match_string(strings, sizeof(strings) / sizeof((strings)[0]), string)
#define strstarts(string, prefix) (strncmp(string, prefix, strlen(prefix)) == 0)
#define kbasename(path)                                                                                      \
	({                                                                                                   \
		const char *__lockstep_path = (path), *__lockstep_tail = strrchr(__lockstep_path, '/');      \
		__lockstep_tail ? __lockstep_tail + 1 : __lockstep_path;                                     \
	})
#define memzero_explicit(object, size) memset(object, 0, size)
#define memcpy_flushcache(to, from, size) memcpy(to, from, size)

extern char *kstrdup(const char *string, gfp_t flags);
#define kstrdup_const(string, flags) kstrdup(string, flags)
#define kfree_const(string) kfree(string)
extern char *kstrndup(const char *string, size_t most, gfp_t flags);
extern void *kmemdup(const void *from, size_t size, gfp_t flags);
extern char *kmemdup_nul(const char *from, size_t size, gfp_t flags);

#endif
