/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_STDDEF_H
#define _LOCKSTEP_LINUX_STDDEF_H

#ifdef __cplusplus
#define NULL 0
#else
#undef NULL
#define NULL ((void *)0)
#endif

#undef offsetof
#define offsetof(type, member) __builtin_offsetof(type, member)

#define sizeof_field(type, member) sizeof(((type *)0)->member)
#define offsetofend(type, member) (offsetof(type, member) + sizeof_field(type, member))
#define struct_group(name, members...)                                                                       \
	union {                                                                                              \
		struct {                                                                                     \
			members                                                                              \
		};                                                                                           \
		struct {                                                                                     \
			members                                                                              \
		} name;                                                                                      \
	}

enum { false = 0, true = 1 };

#endif
