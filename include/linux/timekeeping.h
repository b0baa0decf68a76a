/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_TIMEKEEPING_H
#define _LOCKSTEP_LINUX_TIMEKEEPING_H

#include <linux/ktime.h>

#define ktime_to_timespec64(time) ns_to_timespec64(time)
#define timespec64_to_ktime(time) ((ktime_t)timespec64_to_ns(&(time)))
#define ktime_get_ts64(time) ((void)(*(time) = ns_to_timespec64(ktime_get())))
#define ktime_get_raw_ts64(time) ktime_get_ts64(time)
#define ktime_get_real_ts64(time) ktime_get_ts64(time)
#define ktime_get_boottime_ts64(time) ktime_get_ts64(time)
#define ktime_get_coarse_ts64(time) ktime_get_ts64(time)
#define ktime_get_coarse_real_ts64(time) ktime_get_ts64(time)
#define getnstimeofday64(time) ktime_get_ts64(time)
#define ktime_get_boottime_seconds() ktime_get_seconds()
#define ktime_get_coarse() ktime_get()
#define ktime_get_coarse_real() ktime_get()
#define ktime_get_coarse_boottime() ktime_get()
#define ktime_get_coarse_ns() ktime_get_ns()
#define ktime_get_clocktai() ktime_get()
#define ktime_get_mono_fast_ns() ktime_get_ns()
#define ktime_mono_to_real(time) (time)

#endif
