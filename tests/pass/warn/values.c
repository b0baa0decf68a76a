// SPDX-License-Identifier: MIT OR Apache-2.0
/* What the calls return. */
#include <linux/atomic.h>
#include <linux/bottom_half.h>
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static DEFINE_MUTEX(lock);
static DEFINE_SPINLOCK(spin);
static DECLARE_COMPLETION(done);
static atomic_t count = ATOMIC_INIT(5);
static int word = 3;

static void expired(struct timer_list *timer)
{
}
static DEFINE_TIMER(timer, expired);

static int __init test_init(void)
{
	WARN_ON(!mutex_trylock(&lock));
	WARN_ON(!mutex_is_locked(&lock));
	mutex_unlock(&lock);
	WARN_ON(mutex_lock_interruptible(&lock));
	mutex_unlock(&lock);
	WARN_ON(!spin_trylock(&spin));
	WARN_ON(spin_trylock(&spin));
	WARN_ON(!spin_is_locked(&spin));
	spin_unlock(&spin);
	WARN_ON(try_wait_for_completion(&done));
	complete(&done);
	WARN_ON(!completion_done(&done));
	WARN_ON(!try_wait_for_completion(&done));
	WARN_ON(wait_for_completion_timeout(&done, 2) != 0);
	WARN_ON(atomic_add_return(2, &count) != 7);
	WARN_ON(atomic_fetch_sub(3, &count) != 7);
	WARN_ON(atomic_cmpxchg(&count, 4, 9) != 4);
	WARN_ON(atomic_xchg(&count, 1) != 9);
	WARN_ON(!atomic_dec_and_test(&count));
	WARN_ON(atomic_inc_not_zero(&count));
	WARN_ON(cmpxchg(&word, 3, 4) != 3);
	WARN_ON(xchg(&word, 5) != 4);
	local_bh_disable();
	WARN_ON(mod_timer(&timer, jiffies + 10) != 0);
	WARN_ON(mod_timer(&timer, jiffies + 20) != 1);
	WARN_ON(timer_delete(&timer) != 1);
	WARN_ON(timer_delete_sync(&timer) != 0);
	local_bh_enable();
	WARN_ON(msleep_interruptible(1) != 0);
	WARN_ON(schedule_timeout_uninterruptible(3) != 0);
	WARN_ON(in_interrupt() || in_atomic() || irqs_disabled());
	WARN_ON(current->pid != task_pid_nr(current));
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
