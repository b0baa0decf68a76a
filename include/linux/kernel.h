/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_KERNEL_H
#define _LOCKSTEP_LINUX_KERNEL_H

#include <asm/barrier.h>
#include <asm/byteorder.h>
#include <asm/div64.h>
#include <linux/align.h>
#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/stdarg.h>
#include <linux/typecheck.h>
#include <linux/types.h>

#define __must_be_array(array) BUILD_BUG_ON_ZERO(__same_type(array, &(array)[0]))
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]) + __must_be_array(array))

#define upper_32_bits(n) ((u32)(((n) >> 16) >> 16))
#define lower_32_bits(n) ((u32)((n) & 0xffffffff))
#define upper_16_bits(n) ((u16)((n) >> 16))
#define lower_16_bits(n) ((u16)((n) & 0xffff))

#define READ 0
#define WRITE 1

/* Numbers of a command line: 1 with the number stored, 2 if a comma follows, 3 a dash, 0 if there is none. */
extern int get_option(char **text, int *value);
/* All of them; the first element counts them. Where they end. */
extern char *get_options(const char *text, int n, int *values);
/* With a suffix K, M, G, T, P or E. */
extern unsigned long long memparse(const char *text, char **end);

#define __stringify_1(x...) #x
#define __stringify(x...) __stringify_1(x)
#define STACK_MAGIC 0xdeadbeef

extern void __might_sleep(const char *file, int line);
#define might_sleep() __might_sleep(__FILE__, __LINE__)
#define might_sleep_if(condition)                                                                            \
	do {                                                                                                 \
		if (condition)                                                                               \
			might_sleep();                                                                       \
	} while (0)

#endif
