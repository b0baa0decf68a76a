/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_RATELIMIT_TYPES_H
#define _LOCKSTEP_LINUX_RATELIMIT_TYPES_H

#include <linux/param.h>
#include <linux/types.h>

/* Of the calls at one place, `burst` pass in `interval` jiffies. */
struct ratelimit_state {
	int interval;
	int burst;
	int printed;
	int missed;
	unsigned long begin;
	unsigned int flags;
};

#define DEFAULT_RATELIMIT_INTERVAL (5 * HZ)
#define DEFAULT_RATELIMIT_BURST 10
#define RATELIMIT_MSG_ON_RELEASE 1

#define RATELIMIT_STATE_INIT(name, interval_, burst_) { .interval = interval_, .burst = burst_ }
#define DEFINE_RATELIMIT_STATE(name, interval_, burst_)                                                      \
	struct ratelimit_state name = RATELIMIT_STATE_INIT(name, interval_, burst_)

extern int ___ratelimit(struct ratelimit_state *state, const char *function);
#define __ratelimit(state) ___ratelimit(state, __func__)

#endif
