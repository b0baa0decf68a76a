/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_HRTIMER_H
#define _LOCKSTEP_LINUX_HRTIMER_H

#include <linux/container_of.h>
#include <linux/ktime.h>
#include <linux/types.h>

#define LOCKSTEP_HRTIMER_MAGIC 0x534c0105u

enum hrtimer_mode {
	HRTIMER_MODE_ABS = 0x00,
	HRTIMER_MODE_REL = 0x01,
	HRTIMER_MODE_PINNED = 0x02,
	HRTIMER_MODE_SOFT = 0x04,
	HRTIMER_MODE_HARD = 0x08,
	HRTIMER_MODE_ABS_PINNED = HRTIMER_MODE_ABS | HRTIMER_MODE_PINNED,
	HRTIMER_MODE_REL_PINNED = HRTIMER_MODE_REL | HRTIMER_MODE_PINNED,
	HRTIMER_MODE_ABS_SOFT = HRTIMER_MODE_ABS | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_REL_SOFT = HRTIMER_MODE_REL | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_ABS_PINNED_SOFT = HRTIMER_MODE_ABS_PINNED | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_REL_PINNED_SOFT = HRTIMER_MODE_REL_PINNED | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_ABS_HARD = HRTIMER_MODE_ABS | HRTIMER_MODE_HARD,
	HRTIMER_MODE_REL_HARD = HRTIMER_MODE_REL | HRTIMER_MODE_HARD,
	HRTIMER_MODE_ABS_PINNED_HARD = HRTIMER_MODE_ABS_PINNED | HRTIMER_MODE_HARD,
	HRTIMER_MODE_REL_PINNED_HARD = HRTIMER_MODE_REL_PINNED | HRTIMER_MODE_HARD,
};

enum hrtimer_restart {
	HRTIMER_NORESTART,
	HRTIMER_RESTART,
};

struct timerqueue_node {
	ktime_t expires;
};

struct hrtimer {
	u32 magic;
	u32 id;
	struct timerqueue_node node;
	ktime_t _softexpires;
	enum hrtimer_restart (*function)(struct hrtimer *timer);
	u32 mode;
};

extern void hrtimer_init(struct hrtimer *timer, clockid_t clock, enum hrtimer_mode mode);
extern void hrtimer_setup(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *timer),
			  clockid_t clock, enum hrtimer_mode mode);
#define hrtimer_init_on_stack(timer, clock, mode) hrtimer_init(timer, clock, mode)
#define hrtimer_setup_on_stack(timer, function, clock, mode) hrtimer_setup(timer, function, clock, mode)
#define destroy_hrtimer_on_stack(timer) ((void)(timer))

extern void hrtimer_start(struct hrtimer *timer, ktime_t time, const enum hrtimer_mode mode);
#define hrtimer_start_range_ns(timer, time, slack, mode) ((void)(slack), hrtimer_start(timer, time, mode))
#define hrtimer_start_expires(timer, mode)                                                                   \
	({                                                                                                   \
		struct hrtimer *__lockstep_timer = (timer);                                                  \
		hrtimer_start(__lockstep_timer, hrtimer_get_expires(__lockstep_timer), mode);                \
	})
#define hrtimer_restart(timer) hrtimer_start_expires(timer, HRTIMER_MODE_ABS)
extern int hrtimer_cancel(struct hrtimer *timer);
extern int hrtimer_try_to_cancel(struct hrtimer *timer);
extern bool hrtimer_active(const struct hrtimer *timer);
extern bool hrtimer_is_queued(struct hrtimer *timer);
extern int hrtimer_callback_running(struct hrtimer *timer);

/* Puts the expiry off by as many intervals as it takes to be after `now`: how many. */
extern u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval);
#define hrtimer_forward_now(timer, interval) hrtimer_forward(timer, ktime_get(), interval)
extern ktime_t hrtimer_get_remaining(const struct hrtimer *timer);
#define hrtimer_expires_remaining(timer) hrtimer_get_remaining(timer)
#define hrtimer_cb_get_time(timer) ((void)(timer), ktime_get())

#define hrtimer_get_expires(timer) ((timer)->node.expires)
#define hrtimer_get_softexpires(timer) ((timer)->_softexpires)
#define hrtimer_get_expires_ns(timer) ktime_to_ns((timer)->node.expires)

static inline void hrtimer_set_expires(struct hrtimer *timer, ktime_t time)
{
	timer->node.expires = time;
	timer->_softexpires = time;
}

static inline void hrtimer_add_expires(struct hrtimer *timer, ktime_t time)
{
	timer->node.expires += time;
	timer->_softexpires += time;
}

#define hrtimer_add_expires_ns(timer, ns) hrtimer_add_expires(timer, ns_to_ktime(ns))

/* Sleep in the state that was set before, until this time: 0 if it has come, -EINTR if the task was woken before. */
extern int schedule_hrtimeout(ktime_t *time, const enum hrtimer_mode mode);
extern int schedule_hrtimeout_range(ktime_t *time, u64 slack, const enum hrtimer_mode mode);

#endif
