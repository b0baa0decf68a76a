// SPDX-License-Identifier: MIT OR Apache-2.0
/* A lock made of compare and exchange. */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static atomic_t locked = ATOMIC_INIT(0);
static int value;

static void lock(void)
{
	while (atomic_cmpxchg_acquire(&locked, 0, 1))
		cpu_relax();
}

static void unlock(void)
{
	atomic_set_release(&locked, 0);
}
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	lock();
	value++;
	unlock();
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	lock();
	value++;
	unlock();
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(one, NULL, "one");
	kthread_run(other, NULL, "other");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
