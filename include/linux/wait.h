/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_WAIT_H
#define _LOCKSTEP_LINUX_WAIT_H

#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define LOCKSTEP_WAIT_QUEUE_MAGIC 0x534c0101u
#define LOCKSTEP_WAIT_AUTOREMOVE 0x100
#define WQ_FLAG_EXCLUSIVE 0x01

struct wait_queue_head {
	unsigned int magic;
	unsigned int id;
};
typedef struct wait_queue_head wait_queue_head_t;

struct wait_queue_entry {
	unsigned int flags;
	void *private;
	struct list_head entry;
};
typedef struct wait_queue_entry wait_queue_entry_t;
typedef struct wait_queue_entry wait_queue_t;

#define __WAIT_QUEUE_HEAD_INITIALIZER(name) { .magic = LOCKSTEP_WAIT_QUEUE_MAGIC }
#define DECLARE_WAIT_QUEUE_HEAD(name) struct wait_queue_head name = __WAIT_QUEUE_HEAD_INITIALIZER(name)
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name) DECLARE_WAIT_QUEUE_HEAD(name)

#define __WAITQUEUE_INITIALIZER(name, task) { .private = (task) }
#define DECLARE_WAITQUEUE(name, task) struct wait_queue_entry name = __WAITQUEUE_INITIALIZER(name, task)
#define DEFINE_WAIT(name)                                                                                    \
	struct wait_queue_entry name = { .flags = LOCKSTEP_WAIT_AUTOREMOVE, .private = current }

extern void __init_waitqueue_head(struct wait_queue_head *queue, const char *name, void *key);
#define init_waitqueue_head(queue) __init_waitqueue_head(queue, #queue, NULL)

#define init_waitqueue_entry(wait, task) ((void)(*(wait) = (struct wait_queue_entry){ .private = (task) }))
#define init_wait(wait) init_wait_entry(wait, 0)
extern void init_wait_entry(struct wait_queue_entry *wait, int flags);

extern void add_wait_queue(struct wait_queue_head *queue, struct wait_queue_entry *wait);
extern void add_wait_queue_exclusive(struct wait_queue_head *queue, struct wait_queue_entry *wait);
extern void remove_wait_queue(struct wait_queue_head *queue, struct wait_queue_entry *wait);
extern void prepare_to_wait(struct wait_queue_head *queue, struct wait_queue_entry *wait, int state);
extern bool prepare_to_wait_exclusive(struct wait_queue_head *queue, struct wait_queue_entry *wait, int state);
extern void finish_wait(struct wait_queue_head *queue, struct wait_queue_entry *wait);
extern void __lockstep_prepare_to_wait(struct wait_queue_head *queue, struct wait_queue_entry *wait, int state,
				       int exclusive);

/* Wakes those whose state is one of `states`, at most `count` exclusive ones among them; 0: any number. */
extern void __lockstep_wake_up(struct wait_queue_head *queue, unsigned int states, unsigned int count);
#define wake_up(queue) __lockstep_wake_up(queue, TASK_NORMAL, 1)
#define wake_up_nr(queue, count) __lockstep_wake_up(queue, TASK_NORMAL, count)
#define wake_up_all(queue) __lockstep_wake_up(queue, TASK_NORMAL, 0)
#define wake_up_sync(queue) __lockstep_wake_up(queue, TASK_NORMAL, 1)
#define wake_up_interruptible(queue) __lockstep_wake_up(queue, TASK_INTERRUPTIBLE, 1)
#define wake_up_interruptible_nr(queue, count) __lockstep_wake_up(queue, TASK_INTERRUPTIBLE, count)
#define wake_up_interruptible_all(queue) __lockstep_wake_up(queue, TASK_INTERRUPTIBLE, 0)
#define wake_up_interruptible_sync(queue) __lockstep_wake_up(queue, TASK_INTERRUPTIBLE, 1)

/* Between the caller's test and the sleep nothing could keep the wake-up from being lost. */
extern void sleep_on(struct wait_queue_head *queue)
	__attribute__((__error__("was removed in 3.15, since it loses wake-ups: write wait_event(queue, condition)")));
extern void interruptible_sleep_on(struct wait_queue_head *queue)
	__attribute__((__error__("was removed in 3.15, since it loses wake-ups: write wait_event_interruptible(queue, condition)")));

extern int waitqueue_active(struct wait_queue_head *queue);
extern bool wq_has_sleeper(struct wait_queue_head *queue);

/*
 * Queue, test, sleep, and again until the test holds. A condition that holds at once costs no more than itself, as
 * it does in Linux; hence it is evaluated first without the queue.
 */
#define __lockstep_wait_loop(head, done, cut, state, exclusive, sleep)                                       \
	do {                                                                                                 \
		struct wait_queue_head *__lockstep_queue = &(head);                                          \
		struct wait_queue_entry __lockstep_wait;                                                     \
		init_wait_entry(&__lockstep_wait, 0);                                                        \
		for (;;) {                                                                                   \
			__lockstep_prepare_to_wait(__lockstep_queue, &__lockstep_wait, state, exclusive);    \
			if (done)                                                                            \
				break;                                                                       \
			cut;                                                                                 \
			sleep;                                                                               \
		}                                                                                            \
		finish_wait(__lockstep_queue, &__lockstep_wait);                                             \
	} while (0)

/* Within the loop: whoever has a signal pending leaves it with an error. */
#define __lockstep_cut(result, state)                                                                        \
	if (__lockstep_signal_pending(current, state)) {                                                     \
		result = -ERESTARTSYS;                                                                       \
		break;                                                                                       \
	}

/* Who waits may sleep, whether it has to or not. */
extern void __lockstep_might_wait(void);

#define __lockstep_wait(head, condition, cut, state, exclusive, sleep)                                       \
	do {                                                                                                 \
		__lockstep_might_wait();                                                                     \
		__lockstep_wait_locked(head, condition, cut, state, exclusive, sleep);                       \
	} while (0)

#define __lockstep_wait_locked(head, condition, cut, state, exclusive, sleep)                                \
	do {                                                                                                 \
		if (!(condition))                                                                            \
			__lockstep_wait_loop(head, condition, cut, state, exclusive, sleep);                 \
	} while (0)

#define __lockstep_wait_result(head, condition, state, exclusive, sleep)                                     \
	({                                                                                                   \
		int __lockstep_result = 0;                                                                   \
		__lockstep_wait(head, condition, __lockstep_cut(__lockstep_result, state), state, exclusive, sleep); \
		__lockstep_result;                                                                           \
	})

/* The jiffies that are left, at least 1, if the condition holds; 0 if the time is over and it does not. */
#define __lockstep_wait_until(head, condition, cut, state, timeout)                                          \
	({                                                                                                   \
		long __lockstep_left = (timeout);                                                            \
		__lockstep_wait(head, __lockstep_holds_in_time(condition), cut, state, 0,                    \
				__lockstep_left = schedule_timeout(__lockstep_left));                        \
		__lockstep_left;                                                                             \
	})
#define __lockstep_wait_until_cut(head, condition, state, timeout)                                           \
	__lockstep_wait_until(head, condition, __lockstep_cut(__lockstep_left, state), state, timeout)

#define __lockstep_holds_in_time(condition)                                                                  \
	({                                                                                                   \
		bool __lockstep_holds = !!(condition);                                                       \
		if (__lockstep_holds && !__lockstep_left)                                                    \
			__lockstep_left = 1;                                                                 \
		__lockstep_holds || !__lockstep_left;                                                        \
	})

#define wait_event(head, condition)                                                                          \
	__lockstep_wait(head, condition, , TASK_UNINTERRUPTIBLE, 0, schedule())
#define io_wait_event(head, condition) wait_event(head, condition)
#define wait_event_freezable(head, condition) wait_event_interruptible(head, condition)
#define wait_event_idle(head, condition) __lockstep_wait(head, condition, , TASK_IDLE, 0, schedule())
#define wait_event_idle_exclusive(head, condition) __lockstep_wait(head, condition, , TASK_IDLE, 1, schedule())
#define wait_event_exclusive_cmd(head, condition, before, after)                                             \
	__lockstep_wait(head, condition, , TASK_UNINTERRUPTIBLE, 1, ({ before; schedule(); after; }))
#define wait_event_cmd(head, condition, before, after)                                                       \
	__lockstep_wait(head, condition, , TASK_UNINTERRUPTIBLE, 0, ({ before; schedule(); after; }))

#define wait_event_interruptible(head, condition)                                                            \
	__lockstep_wait_result(head, condition, TASK_INTERRUPTIBLE, 0, schedule())
#define wait_event_interruptible_exclusive(head, condition)                                                  \
	__lockstep_wait_result(head, condition, TASK_INTERRUPTIBLE, 1, schedule())
#define wait_event_killable(head, condition)                                                                 \
	__lockstep_wait_result(head, condition, TASK_KILLABLE, 0, schedule())
#define wait_event_killable_exclusive(head, condition)                                                       \
	__lockstep_wait_result(head, condition, TASK_KILLABLE, 1, schedule())

#define wait_event_timeout(head, condition, timeout)                                                         \
	__lockstep_wait_until(head, condition, , TASK_UNINTERRUPTIBLE, timeout)
#define wait_event_idle_timeout(head, condition, timeout)                                                    \
	__lockstep_wait_until(head, condition, , TASK_IDLE, timeout)
#define wait_event_interruptible_timeout(head, condition, timeout)                                           \
	__lockstep_wait_until_cut(head, condition, TASK_INTERRUPTIBLE, timeout)
#define wait_event_killable_timeout(head, condition, timeout)                                                \
	__lockstep_wait_until_cut(head, condition, TASK_KILLABLE, timeout)

/* The caller holds the lock; it is released to sleep, and held when the condition is tested and at the end. */
#define wait_event_lock_irq(head, condition, lock) wait_event_lock_irq_cmd(head, condition, lock, )
#define wait_event_lock_irq_cmd(head, condition, lock, command)                                              \
	__lockstep_wait_locked(head, condition, , TASK_UNINTERRUPTIBLE, 0, ({                                  \
				       spin_unlock_irq(&(lock));                                             \
				       command;                                                              \
				       schedule();                                                           \
				       spin_lock_irq(&(lock));                                               \
			       }))
#define wait_event_interruptible_lock_irq(head, condition, lock)                                             \
	({                                                                                                   \
		int __lockstep_result = 0;                                                                   \
		__lockstep_wait_locked(head, condition, __lockstep_cut(__lockstep_result, TASK_INTERRUPTIBLE), \
				       TASK_INTERRUPTIBLE, 0, ({                                             \
					       spin_unlock_irq(&(lock));                                     \
					       schedule();                                                   \
					       spin_lock_irq(&(lock));                                       \
				       }));                                                                  \
		__lockstep_result;                                                                           \
	})

#endif
