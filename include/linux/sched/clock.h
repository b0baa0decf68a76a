/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SCHED_CLOCK_H
#define _LOCKSTEP_LINUX_SCHED_CLOCK_H

#include <linux/types.h>

/* Nanoseconds since power-on, on every CPU. */
extern unsigned long long sched_clock(void);
#define local_clock() sched_clock()
#define cpu_clock(cpu) ((void)(cpu), sched_clock())
#define running_clock() sched_clock()

#endif
