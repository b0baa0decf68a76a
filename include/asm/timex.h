/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_ASM_TIMEX_H
#define _LOCKSTEP_ASM_TIMEX_H

#include <linux/ktime.h>

/* A cycle is a nanosecond of virtual time. */
typedef unsigned long long cycles_t;
#define get_cycles() ((cycles_t)ktime_get())

#endif
