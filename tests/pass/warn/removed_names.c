// SPDX-License-Identifier: MIT OR Apache-2.0
/* Names of older texts work as they did. */
#include <asm/semaphore.h>
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DECLARE_MUTEX(mutex);
static DECLARE_MUTEX_LOCKED(locked);
static DECLARE_COMPLETION(done);
static spinlock_t spin = SPIN_LOCK_UNLOCKED;
static rwlock_t rw = RW_LOCK_UNLOCKED;

static int __init test_init(void)
{
	struct semaphore sem;
	spinlock_t local;

	WARN_ON(down_trylock(&mutex) || !down_trylock(&mutex) || !down_trylock(&locked));
	up(&locked);
	down(&locked);
	init_MUTEX(&sem);
	WARN_ON(down_trylock(&sem));
	init_MUTEX_LOCKED(&sem);
	WARN_ON(!down_trylock(&sem));
	complete_all(&done);
	INIT_COMPLETION(done);
	WARN_ON(completion_done(&done));
	local = SPIN_LOCK_UNLOCKED;
	WARN_ON(!spin_trylock(&local) || !spin_trylock(&spin) || !write_trylock(&rw));
	spin_unlock(&local);
	spin_unlock(&spin);
	write_unlock(&rw);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
