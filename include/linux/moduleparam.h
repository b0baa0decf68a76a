/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_MODULEPARAM_H
#define _LOCKSTEP_LINUX_MODULEPARAM_H

#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/stat.h>
#include <linux/types.h>

/*
 * One entry of __param. The type is a word: bool, invbool, byte, short, ushort, int, uint, long, ulong or
 * charp; "string" is a buffer of `max` bytes; "array of T" is an array of at most `max` elements of `size`
 * bytes, and `count`, if not NULL, receives how many were given.
 */
struct kernel_param {
	const char *name;
	const char *type;
	void *arg;
	unsigned int *count;
	unsigned int max;
	unsigned int size;
	unsigned short perm;
};

#define __lockstep_info(tag, text)                                                                           \
	static const char __UNIQUE_ID(modinfo)[] __used __section(".modinfo") __aligned(1) = tag "=" text
#define __MODULE_INFO(tag, name, text) __lockstep_info(#tag, text)
#define __MODULE_PARM_TYPE(name, type) __MODULE_INFO(parmtype, name, #name ":" type)
#define MODULE_PARM_DESC(parameter, description)                                                             \
	__MODULE_INFO(parm, parameter, #parameter ":" description)

#define __lockstep_param(name, type, object, counter, most, each, permissions)                               \
	_Static_assert((permissions) >= 0 && (permissions) <= 0777 && !((permissions) & 2),                  \
		       "a parameter's permissions are octal and not writable by others");                    \
	static const struct kernel_param __param_##name __used __section("__param") __aligned(8) = {         \
		#name, type, (void *)(object), counter, most, each, permissions                              \
	};                                                                                                   \
	__MODULE_PARM_TYPE(name, type)

/* The C type of the variable behind each word. */
#define __lockstep_ctype_bool bool
#define __lockstep_ctype_invbool bool
#define __lockstep_ctype_byte unsigned char
#define __lockstep_ctype_short short
#define __lockstep_ctype_ushort unsigned short
#define __lockstep_ctype_int int
#define __lockstep_ctype_uint unsigned int
#define __lockstep_ctype_long long
#define __lockstep_ctype_ulong unsigned long
#define __lockstep_ctype_charp char *

#define __lockstep_check_param(name, type, object)                                                           \
	static inline __maybe_unused __lockstep_ctype_##type *__check_##name(void)                           \
	{                                                                                                    \
		return &(object);                                                                            \
	}

#define module_param_named(name, value, type, permissions)                                                   \
	__lockstep_check_param(name, type, value)                                                            \
	__lockstep_param(name, #type, &(value), NULL, 0, sizeof(value), permissions)
#define module_param(name, type, permissions) module_param_named(name, name, type, permissions)
#define module_param_unsafe(name, type, permissions) module_param(name, type, permissions)

#define module_param_array_named(name, array, type, counter, permissions)                                    \
	__lockstep_check_param(name, type, (array)[0])                                                       \
	__lockstep_param(name, "array of " #type, &(array)[0], counter, ARRAY_SIZE(array),                   \
			 sizeof((array)[0]), permissions)
#define module_param_array(name, type, counter, permissions)                                                 \
	module_param_array_named(name, name, type, counter, permissions)

#define module_param_string(name, buffer, length, permissions)                                               \
	__lockstep_param(name, "string", &(buffer)[0], NULL, length, 1, permissions)

#endif
