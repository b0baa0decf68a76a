// SPDX-License-Identifier: MIT OR Apache-2.0
/* What lockdep_assert_held() and its relatives expect is so, in a handler too. */
#include <linux/interrupt.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

static DEFINE_MUTEX(lock);
static DEFINE_SPINLOCK(spin);
static DEFINE_RAW_SPINLOCK(raw);
static DEFINE_SPINLOCK(unused_spin);
static DEFINE_RWLOCK(rw);
static struct lock_class_key key;
static int device;

static irqreturn_t handler(int irq, void *unused)
{
	lockdep_assert_in_irq();
	spin_lock(&spin);
	lockdep_assert_held(&spin);
	spin_unlock(&spin);
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	unsigned long flags;
	int error;

	lockdep_set_class(&lock, &key);
	mutex_lock_nested(&lock, SINGLE_DEPTH_NESTING);
	lockdep_assert_held(&lock);
	error = request_irq(7, handler, 0, "test", &device);
	mutex_unlock(&lock);
	lockdep_assert_not_held(&lock);
	if (error)
		return error;
	if (spin_trylock_irqsave(&spin, flags)) {
		lockdep_assert_irqs_disabled();
		WARN_ON(spin_trylock_bh(&spin) || !spin_is_locked(&spin));
		assert_spin_locked(&spin);
		spin_unlock_irqrestore(&spin, flags);
	}
	lockdep_assert_irqs_enabled();
	if (spin_trylock_irq(&spin)) {
		lockdep_assert_irqs_disabled();
		spin_unlock_irq(&spin);
	}
	if (raw_spin_trylock_bh(&raw)) {
		lockdep_assert_held(&raw);
		WARN_ON(!in_softirq());
		raw_spin_unlock_bh(&raw);
	}
	raw_spin_lock_irqsave_nested(&raw, flags, SINGLE_DEPTH_NESTING);
	assert_raw_spin_locked(&raw);
	raw_spin_unlock_irqrestore(&raw, flags);
	read_lock_bh(&rw);
	lockdep_assert_held_read(&rw);
	WARN_ON(write_trylock(&rw) || !read_trylock(&rw));
	read_unlock(&rw);
	read_unlock_bh(&rw);
	WARN_ON(spin_is_contended(&unused_spin));
	might_lock(&lock);
	lockdep_assert_none_held_once();
	return 0;
}

static void __exit test_exit(void)
{
	free_irq(7, &device);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
