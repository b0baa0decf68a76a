// SPDX-License-Identifier: MIT OR Apache-2.0
/* Locks that stand for others keep others out as those do. */
#include <linux/bit_spinlock.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/local_lock.h>
#include <linux/module.h>
#include <linux/percpu-rwsem.h>
#include <linux/rtmutex.h>
#include <linux/seqlock.h>

static DEFINE_RT_MUTEX(rt);
DEFINE_STATIC_PERCPU_RWSEM(sem);
static DEFINE_PER_CPU(local_lock_t, guard);
static DEFINE_PER_CPU(int, here);
static unsigned long bits;
static seqcount_spinlock_t sequence;
static struct task_struct *other;
static int shared, copy;

static int use(void *unused)
{
	unsigned int start;
	int seen;

	percpu_down_read(&sem);
	rt_mutex_lock(&rt);
	bit_spin_lock(3, &bits);
	shared++;
	write_seqcount_begin(&sequence);
	WRITE_ONCE(copy, shared);
	write_seqcount_end(&sequence);
	bit_spin_unlock(3, &bits);
	rt_mutex_unlock(&rt);
	percpu_up_read(&sem);
	local_lock(&guard);
	__this_cpu_inc(here);
	local_unlock(&guard);
	do {
		start = read_seqcount_begin(&sequence);
		seen = READ_ONCE(copy);
	} while (read_seqcount_retry(&sequence, start));
	return seen;
}

static int work(void *unused)
{
	use(NULL);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init test_init(void)
{
	other = kthread_run(work, NULL, "other");
	if (IS_ERR(other))
		return PTR_ERR(other);
	use(NULL);
	percpu_down_write(&sem);
	shared = 0;
	percpu_up_write(&sem);
	return 0;
}

static void __exit test_exit(void)
{
	kthread_stop(other);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
