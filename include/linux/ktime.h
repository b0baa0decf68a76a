/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_KTIME_H
#define _LOCKSTEP_LINUX_KTIME_H

#include <linux/time.h>
#include <linux/types.h>

typedef s64 ktime_t;

/* Nanoseconds of virtual time since power-on, by every clock. */
extern ktime_t ktime_get(void);
#define ktime_get_raw() ktime_get()
#define ktime_get_boottime() ktime_get()
#define ktime_get_real() ktime_get()
#define ktime_get_ns() ((u64)ktime_get())
#define ktime_get_raw_ns() ((u64)ktime_get())
#define ktime_get_boottime_ns() ((u64)ktime_get())
#define ktime_get_real_ns() ((u64)ktime_get())
#define ktime_get_seconds() ((s64)ktime_get() / NSEC_PER_SEC)
#define ktime_get_real_seconds() ((s64)ktime_get() / NSEC_PER_SEC)

#define KTIME_MAX ((s64)0x7fffffffffffffffLL)

static inline ktime_t ktime_set(const s64 seconds, const unsigned long nanoseconds)
{
	return seconds * NSEC_PER_SEC + (s64)nanoseconds;
}

#define ktime_add(a, b) ((ktime_t)((a) + (b)))
#define ktime_sub(a, b) ((ktime_t)((a) - (b)))
#define ktime_add_ns(time, ns) ((ktime_t)((time) + (s64)(ns)))
#define ktime_sub_ns(time, ns) ((ktime_t)((time) - (s64)(ns)))
#define ktime_add_us(time, us) ktime_add_ns(time, (s64)(us) * NSEC_PER_USEC)
#define ktime_add_ms(time, ms) ktime_add_ns(time, (s64)(ms) * NSEC_PER_MSEC)
#define ktime_to_ns(time) ((s64)(time))
#define ktime_to_us(time) ((s64)(time) / NSEC_PER_USEC)
#define ktime_to_ms(time) ((s64)(time) / NSEC_PER_MSEC)
#define ns_to_ktime(ns) ((ktime_t)(ns))
#define us_to_ktime(us) ((ktime_t)((s64)(us) * NSEC_PER_USEC))
#define ms_to_ktime(ms) ((ktime_t)((s64)(ms) * NSEC_PER_MSEC))
#define ktime_us_delta(later, earlier) ktime_to_us(ktime_sub(later, earlier))
#define ktime_ms_delta(later, earlier) ktime_to_ms(ktime_sub(later, earlier))

static inline int ktime_compare(const ktime_t a, const ktime_t b)
{
	return a < b ? -1 : a > b;
}

static inline bool ktime_after(const ktime_t a, const ktime_t b)
{
	return a > b;
}

static inline bool ktime_before(const ktime_t a, const ktime_t b)
{
	return a < b;
}

#endif
