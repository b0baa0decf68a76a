/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_TORTURE_H
#define _LOCKSTEP_LINUX_TORTURE_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/*
 * What torture tests share, for one test in one module: threads that go on until they are to stop, and random numbers.
 * CPUs are not taken away here, and tasks not moved about: a search does that.
 */

#define torture_param(type, name, value, text)                                                               \
	static type name = value;                                                                            \
	module_param(name, type, 0444);                                                                      \
	MODULE_PARM_DESC(name, text)

#define TORTURE_FLAG "-torture:"
#define TOROUT_STRING(text) pr_alert("%s" TORTURE_FLAG " %s\n", torture_type, text)
#define TOROUT_ERRSTRING(text) pr_alert("%s" TORTURE_FLAG "!!! %s\n", torture_type, text)
#define VERBOSE_TOROUT_STRING(text)                                                                          \
	do {                                                                                                 \
		if (verbose)                                                                                 \
			TOROUT_STRING(text);                                                                 \
	} while (0)
#define torture_init_error(error)                                                                            \
	({                                                                                                   \
		int __lockstep_error = (error);                                                              \
		WARN_ONCE(__lockstep_error < 0, "Torture-test initialization failed with error code %d\n",   \
			  __lockstep_error);                                                                 \
		__lockstep_error < 0;                                                                        \
	})
#define torture_preempt_schedule() do { } while (0)

struct torture_random_state {
	unsigned long state;
};

#define DEFINE_TORTURE_RANDOM(name) struct torture_random_state name = { 0 }
#define DEFINE_TORTURE_RANDOM_PERCPU(name) DEFINE_PER_CPU(struct torture_random_state, name)
#define torture_random_init(random) ((void)((random)->state = 0))

/* A linear congruential generator (D. Knuth, "The Art of Computer Programming", vol. 2). */
static inline unsigned long torture_random(struct torture_random_state *random)
{
	random->state = random->state * 6364136223846793005ul + 1442695040888963407ul;
	return random->state >> 33;
}

/* Whether the test is to stop, before it is told so (1) or not to (-1). */
static inline bool __lockstep_torture_stops(int set)
{
	static int stops;
	int before = READ_ONCE(stops);

	if (set)
		WRITE_ONCE(stops, set > 0);
	return before;
}

#define torture_init_begin(type, verbose) ((void)(type), (void)(verbose), !__lockstep_torture_stops(0))
#define torture_init_end() do { } while (0)
/* True: somebody cleans up already. */
#define torture_cleanup_begin() __lockstep_torture_stops(1)
#define torture_cleanup_end() ((void)__lockstep_torture_stops(-1))
#define torture_must_stop_irq() __lockstep_torture_stops(0)
#define torture_must_stop() (kthread_should_stop() || __lockstep_torture_stops(0))

static inline void torture_kthread_stopping(char *title)
{
	pr_info("%s is stopping\n", title);
	while (!kthread_should_stop())
		schedule_timeout_uninterruptible(1);
}

#define torture_create_kthread(function, argument, task)                                                     \
	({                                                                                                   \
		struct task_struct *__lockstep_made = kthread_run(function, argument, #function);            \
		(task) = IS_ERR(__lockstep_made) ? NULL : __lockstep_made;                                   \
		(int)PTR_ERR_OR_ZERO(__lockstep_made);                                                       \
	})
#define torture_stop_kthread(function, task)                                                                 \
	do {                                                                                                 \
		if (task)                                                                                    \
			kthread_stop(task);                                                                  \
		(task) = NULL;                                                                               \
	} while (0)

#define stutter_wait(title) ((void)(title), cond_resched(), false)
#define torture_stutter_init(on, off) ((void)(on), (void)(off), 0)
#define torture_shuffle_init(interval) ((void)(interval), 0)
#define torture_shuffle_task_register(task) do { } while (0)
#define torture_shutdown_init(seconds, cleanup) ((void)(seconds), (void)(cleanup), -38)
#define torture_shutdown_absorb(title) ((void)(title))
#define torture_onoff_init(holdoff, interval, after) ((void)(holdoff), (void)(interval), -38)
#define torture_onoff_stats() do { } while (0)
#define torture_onoff_failures() false
#define torture_num_online_cpus() num_online_cpus()

#endif
