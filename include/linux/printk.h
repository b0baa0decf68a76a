/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_PRINTK_H
#define _LOCKSTEP_LINUX_PRINTK_H

#include <linux/compiler.h>
#include <linux/kern_levels.h>

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

#endif
