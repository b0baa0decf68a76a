/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_PRINTK_H
#define _LOCKSTEP_LINUX_PRINTK_H

#include <linux/compiler.h>
#include <linux/kern_levels.h>
#include <linux/ratelimit_types.h>

extern __printf(1, 2) int _printk(const char *format, ...);
extern void dump_stack(void);

#define printk(format, ...) _printk(format, ##__VA_ARGS__)
/* Its arguments are checked, and never evaluated. */
#define no_printk(format, ...)                                                                               \
	({                                                                                                   \
		if (0)                                                                                       \
			_printk(format, ##__VA_ARGS__);                                                      \
		0;                                                                                           \
	})

#ifndef pr_fmt
#define pr_fmt(format) format
#endif

#define pr_emerg(format, ...) printk(KERN_EMERG pr_fmt(format), ##__VA_ARGS__)
#define pr_alert(format, ...) printk(KERN_ALERT pr_fmt(format), ##__VA_ARGS__)
#define pr_crit(format, ...) printk(KERN_CRIT pr_fmt(format), ##__VA_ARGS__)
#define pr_err(format, ...) printk(KERN_ERR pr_fmt(format), ##__VA_ARGS__)
#define pr_warn(format, ...) printk(KERN_WARNING pr_fmt(format), ##__VA_ARGS__)
#define pr_warning pr_warn
#define pr_notice(format, ...) printk(KERN_NOTICE pr_fmt(format), ##__VA_ARGS__)
#define pr_info(format, ...) printk(KERN_INFO pr_fmt(format), ##__VA_ARGS__)
#define pr_cont(format, ...) printk(KERN_CONT format, ##__VA_ARGS__)

#ifdef DEBUG
#define pr_devel(format, ...) printk(KERN_DEBUG pr_fmt(format), ##__VA_ARGS__)
#define pr_debug(format, ...) printk(KERN_DEBUG pr_fmt(format), ##__VA_ARGS__)
#else
#define pr_devel(format, ...) no_printk(KERN_DEBUG pr_fmt(format), ##__VA_ARGS__)
#define pr_debug(format, ...) no_printk(KERN_DEBUG pr_fmt(format), ##__VA_ARGS__)
#endif

#define printk_once(format, ...)                                                                             \
	({                                                                                                   \
		if (__lockstep_first_time())                                                                 \
			printk(format, ##__VA_ARGS__);                                                       \
	})

#define pr_emerg_once(format, ...) printk_once(KERN_EMERG pr_fmt(format), ##__VA_ARGS__)
#define pr_alert_once(format, ...) printk_once(KERN_ALERT pr_fmt(format), ##__VA_ARGS__)
#define pr_crit_once(format, ...) printk_once(KERN_CRIT pr_fmt(format), ##__VA_ARGS__)
#define pr_err_once(format, ...) printk_once(KERN_ERR pr_fmt(format), ##__VA_ARGS__)
#define pr_warn_once(format, ...) printk_once(KERN_WARNING pr_fmt(format), ##__VA_ARGS__)
#define pr_notice_once(format, ...) printk_once(KERN_NOTICE pr_fmt(format), ##__VA_ARGS__)
#define pr_info_once(format, ...) printk_once(KERN_INFO pr_fmt(format), ##__VA_ARGS__)

#define printk_ratelimited(format, ...)                                                                      \
	({                                                                                                   \
		static DEFINE_RATELIMIT_STATE(__lockstep_state, DEFAULT_RATELIMIT_INTERVAL,                  \
					      DEFAULT_RATELIMIT_BURST);                                      \
		if (___ratelimit(&__lockstep_state, __func__))                                               \
			printk(format, ##__VA_ARGS__);                                                       \
	})
#define printk_ratelimit()                                                                                   \
	({                                                                                                   \
		static DEFINE_RATELIMIT_STATE(__lockstep_state, DEFAULT_RATELIMIT_INTERVAL,                  \
					      DEFAULT_RATELIMIT_BURST);                                      \
		___ratelimit(&__lockstep_state, __func__);                                                   \
	})

#define pr_emerg_ratelimited(format, ...) printk_ratelimited(KERN_EMERG pr_fmt(format), ##__VA_ARGS__)
#define pr_alert_ratelimited(format, ...) printk_ratelimited(KERN_ALERT pr_fmt(format), ##__VA_ARGS__)
#define pr_crit_ratelimited(format, ...) printk_ratelimited(KERN_CRIT pr_fmt(format), ##__VA_ARGS__)
#define pr_err_ratelimited(format, ...) printk_ratelimited(KERN_ERR pr_fmt(format), ##__VA_ARGS__)
#define pr_warn_ratelimited(format, ...) printk_ratelimited(KERN_WARNING pr_fmt(format), ##__VA_ARGS__)
#define pr_notice_ratelimited(format, ...) printk_ratelimited(KERN_NOTICE pr_fmt(format), ##__VA_ARGS__)
#define pr_info_ratelimited(format, ...) printk_ratelimited(KERN_INFO pr_fmt(format), ##__VA_ARGS__)
#define pr_debug_ratelimited(format, ...) no_printk(KERN_DEBUG pr_fmt(format), ##__VA_ARGS__)

enum {
	DUMP_PREFIX_NONE,
	DUMP_PREFIX_ADDRESS,
	DUMP_PREFIX_OFFSET,
};

/* Rows of 16 or 32 bytes, in groups of 1, 2, 4 or 8. */
extern void __lockstep_hex_dump(const char *level, const char *prefix, int kind, unsigned int shape,
				const void *object, unsigned long n);
#define print_hex_dump(level, prefix, kind, row, group, object, n, text)                                     \
	__lockstep_hex_dump(level, prefix, kind, (row) | (group) << 8 | !!(text) << 16, object, n)
extern int __lockstep_hex_row(const void *object, unsigned long n, unsigned int shape, char *to,
			      unsigned long size);
#define hex_dump_to_buffer(object, n, row, group, to, size, text)                                            \
	__lockstep_hex_row(object, n, (row) | (group) << 8 | !!(text) << 16, to, size)
#define print_hex_dump_bytes(prefix, kind, object, n)                                                        \
	print_hex_dump(KERN_DEBUG, prefix, kind, 16, 1, object, n, 1)
#ifdef DEBUG
#define print_hex_dump_debug(prefix, kind, row, group, object, n, text)                                      \
	print_hex_dump(KERN_DEBUG, prefix, kind, row, group, object, n, text)
#else
#define print_hex_dump_debug(prefix, kind, row, group, object, n, text) ((void)(object), (void)(n))
#endif

/* The trace buffer, which nobody reads. */
extern __printf(1, 2) int __lockstep_trace_printk(const char *format, ...);
#define trace_printk(format, ...) __lockstep_trace_printk(format, ##__VA_ARGS__)
#define trace_puts(text) __lockstep_trace_printk("%s", text)

#endif
