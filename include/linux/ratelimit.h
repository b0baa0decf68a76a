/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_RATELIMIT_H
#define _LOCKSTEP_LINUX_RATELIMIT_H

#include <linux/printk.h>
#include <linux/ratelimit_types.h>

static inline void ratelimit_state_init(struct ratelimit_state *state, int interval, int burst)
{
	*state = (struct ratelimit_state)RATELIMIT_STATE_INIT(state, interval, burst);
}

#define ratelimit_default_init(state)                                                                        \
	ratelimit_state_init(state, DEFAULT_RATELIMIT_INTERVAL, DEFAULT_RATELIMIT_BURST)
#define ratelimit_set_flags(state, value) ((state)->flags = (value))
#define WARN_ON_RATELIMIT(condition, state) WARN_ON((condition) && __ratelimit(state))
#define WARN_RATELIMIT(condition, format, ...) WARN_ONCE(condition, format, ##__VA_ARGS__)

#endif
