/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_JIFFIES_H
#define _LOCKSTEP_LINUX_JIFFIES_H

#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/param.h>
#include <linux/time64.h>
#include <linux/typecheck.h>
#include <linux/types.h>

extern unsigned long volatile jiffies;
extern u64 get_jiffies_64(void);

#define MAX_JIFFY_OFFSET ((LONG_MAX >> 1) - 1)
#define INITIAL_JIFFIES ((unsigned long)(unsigned int)(-300 * HZ))

/* Correct across a wrap of the counter, for times less than half its range apart. */
#define time_after(a, b)                                                                                     \
	(typecheck(unsigned long, a) && typecheck(unsigned long, b) && ((long)((b) - (a)) < 0))
#define time_before(a, b) time_after(b, a)
#define time_after_eq(a, b)                                                                                  \
	(typecheck(unsigned long, a) && typecheck(unsigned long, b) && ((long)((a) - (b)) >= 0))
#define time_before_eq(a, b) time_after_eq(b, a)
#define time_in_range(a, b, c) (time_after_eq(a, b) && time_before_eq(a, c))
#define time_is_before_jiffies(a) time_after(jiffies, a)
#define time_is_after_jiffies(a) time_before(jiffies, a)

/* Times round up to whole jiffies; one that is negative as an int means for ever. */
static inline unsigned long msecs_to_jiffies(const unsigned int milliseconds)
{
	return (int)milliseconds < 0 ? MAX_JIFFY_OFFSET : ((unsigned long)milliseconds * HZ + 999) / 1000;
}

static inline unsigned long usecs_to_jiffies(const unsigned int microseconds)
{
	return ((unsigned long)microseconds * HZ + 999999) / 1000000;
}

static inline unsigned long nsecs_to_jiffies(u64 nanoseconds)
{
	return nanoseconds / (1000000000 / HZ);
}

static inline unsigned int jiffies_to_msecs(const unsigned long count)
{
	return count * 1000 / HZ;
}

static inline unsigned int jiffies_to_usecs(const unsigned long count)
{
	return count * 1000000 / HZ;
}

static inline u64 jiffies_to_nsecs(const unsigned long count)
{
	return (u64)count * (1000000000 / HZ);
}

static inline void jiffies_to_timespec64(const unsigned long count, struct timespec64 *time)
{
	*time = ns_to_timespec64(jiffies_to_nsecs(count));
}

#define timespec64_to_jiffies(time) (((u64)timespec64_to_ns(time) + 1000000000 / HZ - 1) / (1000000000 / HZ))
#define jiffies_64 get_jiffies_64()
#define jiffies_to_clock_t(count) ((count) * USER_HZ / HZ)
#define clock_t_to_jiffies(count) ((count) * HZ / USER_HZ)

#endif
