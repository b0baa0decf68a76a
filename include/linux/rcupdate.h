/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_RCUPDATE_H
#define _LOCKSTEP_LINUX_RCUPDATE_H

#include <asm/barrier.h>
#include <linux/bottom_half.h>
#include <linux/bug.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/types.h>

typedef void (*rcu_callback_t)(struct rcu_head *head);

extern void rcu_read_lock(void);
extern void rcu_read_unlock(void);
#define rcu_read_lock_bh() local_bh_disable()
#define rcu_read_unlock_bh() local_bh_enable()
#define rcu_read_lock_sched() preempt_disable()
#define rcu_read_unlock_sched() preempt_enable()
#define rcu_read_lock_sched_notrace() preempt_disable()
#define rcu_read_unlock_sched_notrace() preempt_enable()

extern int rcu_read_lock_held(void);
extern int rcu_read_lock_any_held(void);
#define rcu_read_lock_bh_held() (in_softirq() || irqs_disabled())
#define rcu_read_lock_sched_held() (!preemptible())

extern void synchronize_rcu(void);
extern void synchronize_rcu_expedited(void);
extern void call_rcu(struct rcu_head *head, rcu_callback_t callback);
#define call_rcu_hurry(head, callback) call_rcu(head, callback)
extern void rcu_barrier(void);

extern unsigned long get_state_synchronize_rcu(void);
extern unsigned long start_poll_synchronize_rcu(void);
extern bool poll_state_synchronize_rcu(unsigned long state);
#define cond_synchronize_rcu(state)                                                                          \
	do {                                                                                                 \
		if (!poll_state_synchronize_rcu(state))                                                      \
			synchronize_rcu();                                                                   \
	} while (0)

/* Frees the object when a grace period is over. The rcu_head in it, the second argument, is not looked at. */
extern void __lockstep_kfree_rcu(const void *object);
#define __lockstep_kfree_rcu_head(object, head)                                                              \
	({                                                                                                   \
		__typeof__(object) __lockstep_freed = (object);                                              \
		(void)sizeof(__lockstep_freed->head.next);                                                   \
		__lockstep_kfree_rcu(__lockstep_freed);                                                      \
	})
#define __lockstep_kfree_rcu_form(object, head, form, ...) form
#define kfree_rcu(...)                                                                                       \
	__lockstep_kfree_rcu_form(__VA_ARGS__, __lockstep_kfree_rcu_head, kfree_rcu_mightsleep, )(__VA_ARGS__)
#define kvfree_rcu(...) kfree_rcu(__VA_ARGS__)
extern void kfree(const void *object);
#define kfree_rcu_mightsleep(object)                                                                         \
	do {                                                                                                 \
		const void *__lockstep_freed = (object);                                                     \
		if (__lockstep_freed) {                                                                      \
			synchronize_rcu();                                                                   \
			kfree(__lockstep_freed);                                                             \
		}                                                                                            \
	} while (0)
#define kvfree_rcu_mightsleep(object) kfree_rcu_mightsleep(object)

#define init_rcu_head(head) ((void)(head))
#define destroy_rcu_head(head) ((void)(head))
#define init_rcu_head_on_stack(head) ((void)(head))
#define destroy_rcu_head_on_stack(head) ((void)(head))

/* `by`: 0 for a reader, 1 for the condition alone, 2 for a list, along which locks will do. */
extern void __lockstep_rcu_use(const volatile void *pointer, bool held, int by);

#define RCU_INITIALIZER(value) (value)
#define RCU_INIT_POINTER(pointer, value) WRITE_ONCE(pointer, value)
#define RCU_POINTER_INITIALIZER(pointer, value) .pointer = (value)

/* What the pointer points to is initialised before anyone sees it. */
#define rcu_assign_pointer(pointer, value) smp_store_release(&(pointer), value)

/* What is read through the pointer is at least as fresh as the pointer. */
#define rcu_dereference_raw(pointer)                                                                         \
	({                                                                                                   \
		__typeof__(*(pointer)) *__lockstep_read = (__typeof__(*(pointer)) *)READ_ONCE(pointer);      \
		__lockstep_acquire(&(pointer));                                                              \
		__lockstep_read;                                                                             \
	})
#define rcu_dereference_raw_check(pointer) rcu_dereference_raw(pointer)
#define rcu_dereference_check(pointer, condition)                                                            \
	({                                                                                                   \
		__lockstep_rcu_use(&(pointer), condition, 0);                                                \
		rcu_dereference_raw(pointer);                                                                \
	})
#define rcu_dereference(pointer) rcu_dereference_check(pointer, 0)
#define rcu_dereference_bh_check(pointer, condition)                                                         \
	rcu_dereference_check(pointer, (condition) || rcu_read_lock_bh_held())
#define rcu_dereference_bh(pointer) rcu_dereference_bh_check(pointer, 0)
#define rcu_dereference_sched_check(pointer, condition)                                                      \
	rcu_dereference_check(pointer, (condition) || rcu_read_lock_sched_held())
#define rcu_dereference_sched(pointer) rcu_dereference_sched_check(pointer, 0)
#define rcu_dereference_protected(pointer, condition)                                                        \
	({                                                                                                   \
		__lockstep_rcu_use(&(pointer), condition, 1);                                                \
		(__typeof__(*(pointer)) *)(pointer);                                                         \
	})
#define rcu_access_pointer(pointer) ((__typeof__(*(pointer)) *)READ_ONCE(pointer))
#define rcu_pointer_handoff(pointer) (pointer)
#define unrcu_pointer(pointer) (pointer)
#define rcu_replace_pointer(pointer, value, condition)                                                       \
	({                                                                                                   \
		__typeof__(*(pointer)) *__lockstep_replaced = rcu_dereference_protected(pointer, condition); \
		rcu_assign_pointer(pointer, value);                                                          \
		__lockstep_replaced;                                                                         \
	})

#define RCU_LOCKDEP_WARN(condition, text) WARN_ONCE(condition, text)
#define cond_resched_tasks_rcu_qs() cond_resched()

#endif
