/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_CTYPE_H
#define _LOCKSTEP_LINUX_CTYPE_H

#include <linux/types.h>

static inline int isdigit(int c)
{
	c = (unsigned char)c;
	return c >= '0' && c <= '9';
}

static inline int islower(int c)
{
	c = (unsigned char)c;
	return (c >= 'a' && c <= 'z') || (c >= 0xdf && c != 0xf7);
}

static inline int isupper(int c)
{
	c = (unsigned char)c;
	return (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7);
}

static inline int isalpha(int c)
{
	c = (unsigned char)c;
	return islower(c) || isupper(c);
}

static inline int isalnum(int c)
{
	c = (unsigned char)c;
	return isalpha(c) || isdigit(c);
}

static inline int isxdigit(int c)
{
	c = (unsigned char)c;
	return isdigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static inline int isspace(int c)
{
	c = (unsigned char)c;
	return c == ' ' || (c >= 9 && c <= 13) || c == 0xa0;
}

static inline int iscntrl(int c)
{
	c = (unsigned char)c;
	return c < 0x20 || c == 0x7f;
}

static inline int isprint(int c)
{
	c = (unsigned char)c;
	return (c >= 0x20 && c < 0x7f) || c >= 0xa0;
}

static inline int isgraph(int c)
{
	c = (unsigned char)c;
	return isprint(c) && c != ' ' && c != 0xa0;
}

static inline int ispunct(int c)
{
	c = (unsigned char)c;
	return isgraph(c) && !isalnum(c);
}

static inline int __tolower(int c)
{
	c = (unsigned char)c;
	return isupper(c) ? c + 0x20 : c;
}

static inline int __toupper(int c)
{
	c = (unsigned char)c;
	return islower(c) && c != 0xdf && c != 0xff ? c - 0x20 : c;
}

#define tolower(c) __tolower(c)
#define toupper(c) __toupper(c)
#define _tolower(c) ((char)((c) | 0x20))
#define isascii(c) (((unsigned char)(c)) <= 0x7f)
#define toascii(c) (((unsigned char)(c)) & 0x7f)
#define isodigit(c) ((c) >= '0' && (c) <= '7')

#endif
