// SPDX-License-Identifier: MIT OR Apache-2.0
/* A ticket lock made of atomic variables. */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static atomic_t next = ATOMIC_INIT(0), serving = ATOMIC_INIT(0);
static int counter;

static void lock(void)
{
	int ticket = atomic_fetch_inc(&next);

	while (atomic_read_acquire(&serving) != ticket)
		cpu_relax();
}

static void unlock(void)
{
	atomic_set_release(&serving, atomic_read(&serving) + 1);
}
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	lock();
	counter++;
	unlock();
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	lock();
	counter++;
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
