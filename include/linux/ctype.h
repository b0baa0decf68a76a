/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_CTYPE_H
#define _LOCKSTEP_LINUX_CTYPE_H

#include <linux/types.h>

#define __lockstep_ctype(name, test)                                                                         \
	static inline int name(int c)                                                                        \
	{                                                                                                    \
		c = (unsigned char)c;                                                                        \
		return test;                                                                                 \
	}

__lockstep_ctype(isdigit, c >= '0' && c <= '9')
__lockstep_ctype(islower, (c >= 'a' && c <= 'z') || (c >= 0xdf && c != 0xf7))
__lockstep_ctype(isupper, (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7))
__lockstep_ctype(isalpha, islower(c) || isupper(c))
__lockstep_ctype(isalnum, isalpha(c) || isdigit(c))
__lockstep_ctype(isxdigit, isdigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
__lockstep_ctype(isspace, c == ' ' || (c >= 9 && c <= 13) || c == 0xa0)
__lockstep_ctype(iscntrl, c < 0x20 || c == 0x7f)
__lockstep_ctype(isprint, (c >= 0x20 && c < 0x7f) || c >= 0xa0)
__lockstep_ctype(isgraph, isprint(c) && c != ' ' && c != 0xa0)
__lockstep_ctype(ispunct, isgraph(c) && !isalnum(c))
__lockstep_ctype(__tolower, isupper(c) ? c + 0x20 : c)
__lockstep_ctype(__toupper, islower(c) && c != 0xdf && c != 0xff ? c - 0x20 : c)

#define tolower(c) __tolower(c)
#define toupper(c) __toupper(c)
#define _tolower(c) ((char)((c) | 0x20))
#define isascii(c) (((unsigned char)(c)) <= 0x7f)
#define toascii(c) (((unsigned char)(c)) & 0x7f)
#define isodigit(c) ((c) >= '0' && (c) <= '7')

#endif
