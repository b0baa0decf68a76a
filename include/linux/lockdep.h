/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_LOCKDEP_H
#define _LOCKSTEP_LINUX_LOCKDEP_H

#include <linux/bug.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>

/* The machine knows who holds what. Classes that a module names have no meaning of their own. */

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
#define lockdep_set_class(lock, key) ((void)(lock), (void)(key))
#define lockdep_set_class_and_name(lock, key, name) ((void)(lock), (void)(key), (void)(name))
#define lockdep_set_class_and_subclass(lock, key, subclass) ((void)(lock), (void)(key), (void)(subclass))
#define lockdep_set_subclass(lock, subclass) ((void)(lock), (void)(subclass))
#define lockdep_set_novalidate_class(lock) ((void)(lock))

#define might_lock(lock) ((void)(lock))
#define might_lock_read(lock) ((void)(lock))
#define might_lock_nested(lock, subclass) ((void)(lock), (void)(subclass))

#endif
