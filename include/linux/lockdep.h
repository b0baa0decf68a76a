/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_LOCKDEP_H
#define _LOCKSTEP_LINUX_LOCKDEP_H

#include <linux/bug.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>

struct lock_class_key {
	char __lockstep_unused;
};

#define SINGLE_DEPTH_NESTING 1

#define LOCK_STATE_UNKNOWN (-1)
#define LOCK_STATE_NOT_HELD 0
#define LOCK_STATE_HELD 1

/* side 0: held alone, 1: held with other readers, -1: held as either. */
extern _Bool __lockstep_is_held(const volatile void *lock, int side);
extern _Bool __lockstep_holds_none(void);
/* The next acquisition of this lock by the caller is of a subclass, or under the protection of another lock. */
extern void __lockstep_nests(const volatile void *lock, unsigned int subclass, const volatile void *outer);
/* key 0: the lock keeps its class, -1: it is not validated. */
extern void __lockstep_set_class(const volatile void *lock, const volatile void *key, unsigned int subclass);
extern void __lockstep_might_lock(const volatile void *lock, int side, unsigned int subclass);

#define lockdep_is_held(lock) __lockstep_is_held(lock, -1)
#define lockdep_is_held_type(lock, side) __lockstep_is_held(lock, side)
#define lock_is_held(lock) __lockstep_is_held(lock, -1)

#define lockdep_assert(condition) ((void)WARN_ON(!(condition)))
#define lockdep_assert_once(condition) ((void)WARN_ON_ONCE(!(condition)))
#define lockdep_assert_held(lock) lockdep_assert(lockdep_is_held(lock))
#define lockdep_assert_held_once(lock) lockdep_assert_once(lockdep_is_held(lock))
#define lockdep_assert_held_write(lock) lockdep_assert(lockdep_is_held_type(lock, 0))
#define lockdep_assert_held_read(lock) lockdep_assert(lockdep_is_held_type(lock, 1))
#define lockdep_assert_not_held(lock) lockdep_assert(!lockdep_is_held(lock))
#define lockdep_assert_none_held_once() lockdep_assert_once(__lockstep_holds_none())
#define lockdep_assert_irqs_disabled() ((void)WARN_ON_ONCE(!irqs_disabled()))
#define lockdep_assert_irqs_enabled() ((void)WARN_ON_ONCE(irqs_disabled()))
#define lockdep_assert_in_irq() ((void)WARN_ON_ONCE(!in_hardirq()))
#define lockdep_assert_in_softirq() ((void)WARN_ON_ONCE(!in_softirq() || in_hardirq()))
#define lockdep_assert_preemption_disabled() ((void)WARN_ON_ONCE(preemptible()))
#define lockdep_assert_preemption_enabled() ((void)WARN_ON_ONCE(!preemptible()))

#define lockdep_register_key(key) ((void)(key))
#define lockdep_unregister_key(key) ((void)(key))
#define lockdep_set_class(lock, key) __lockstep_set_class(lock, key, 0)
#define lockdep_set_class_and_name(lock, key, name) ((void)(name), __lockstep_set_class(lock, key, 0))
#define lockdep_set_class_and_subclass(lock, key, subclass) __lockstep_set_class(lock, key, subclass)
#define lockdep_set_subclass(lock, subclass) __lockstep_set_class(lock, 0, subclass)
#define lockdep_set_novalidate_class(lock) __lockstep_set_class(lock, (void *)-1L, 0)

#define might_lock(lock) __lockstep_might_lock(lock, 0, 0)
#define might_lock_read(lock) __lockstep_might_lock(lock, 1, 0)
#define might_lock_nested(lock, subclass) __lockstep_might_lock(lock, 0, subclass)

#endif
