/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_BUG_H
#define _LOCKSTEP_LINUX_BUG_H

#include <linux/compiler.h>
#include <linux/printk.h>

extern __noreturn void __lockstep_bug(const char *file, int line, const char *condition);
/* An empty format is a WARN_ON(), which says only where it stands. */
extern __printf(3, 4) void __lockstep_warn(const char *file, int line, const char *format, ...);

#define BUG() __lockstep_bug(__FILE__, __LINE__, (const char *)0)
#define BUG_ON(condition)                                                                                    \
	do {                                                                                                 \
		if (unlikely(condition))                                                                     \
			__lockstep_bug(__FILE__, __LINE__, #condition);                                      \
	} while (0)

#define WARN(condition, format, ...)                                                                         \
	({                                                                                                   \
		int __lockstep_warned = !!(condition);                                                       \
		if (unlikely(__lockstep_warned))                                                             \
			__lockstep_warn(__FILE__, __LINE__, format, ##__VA_ARGS__);                          \
		unlikely(__lockstep_warned);                                                                 \
	})
#define WARN_ON(condition) WARN(condition, "")

#define WARN_ONCE(condition, format, ...)                                                                    \
	({                                                                                                   \
		int __lockstep_warned = !!(condition);                                                       \
		if (unlikely(__lockstep_warned) && __lockstep_first_time())                                  \
			__lockstep_warn(__FILE__, __LINE__, format, ##__VA_ARGS__);                          \
		unlikely(__lockstep_warned);                                                                 \
	})
#define WARN_ON_ONCE(condition) WARN_ONCE(condition, "")

#endif
