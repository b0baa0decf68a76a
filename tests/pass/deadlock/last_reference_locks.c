// SPDX-License-Identifier: MIT OR Apache-2.0
/* The last reference goes with the lock held: atomic_dec_and_mutex_lock() and atomic_dec_and_lock(). */
#include <linux/atomic.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

static DEFINE_MUTEX(lock);
static DEFINE_SPINLOCK(spin);
static atomic_t references = ATOMIC_INIT(2);
static atomic_t users = ATOMIC_INIT(2);
static int ends;

static int put(void *unused)
{
	if (atomic_dec_and_mutex_lock(&references, &lock)) {
		lockdep_assert_held(&lock);
		BUG_ON(ends++);
		mutex_unlock(&lock);
	}
	if (atomic_dec_and_lock(&users, &spin))
		spin_unlock(&spin);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(put, NULL, "put");
	kthread_run(put, NULL, "put");
	return 0;
}

static void __exit test_exit(void)
{
	BUG_ON(atomic_read(&references) || atomic_read(&users));
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
