// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * 7 philosophers take the fork with the lower number first, so that there is no circle. philosophers_7_bug.c is
 * the one that goes wrong.
 *
 *     lockstep run examples/bugs/philosophers_7.c --cpus 8
 *     lockstep check examples/bugs/philosophers_7.c --cpus 8 --executions 10000
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DECLARE_COMPLETION(done);
static struct mutex forks[] = {
	__MUTEX_INITIALIZER(forks[0]),
	__MUTEX_INITIALIZER(forks[1]),
	__MUTEX_INITIALIZER(forks[2]),
	__MUTEX_INITIALIZER(forks[3]),
	__MUTEX_INITIALIZER(forks[4]),
	__MUTEX_INITIALIZER(forks[5]),
	__MUTEX_INITIALIZER(forks[6]),
};

static int philosopher(void *number)
{
	int left = (long)number, right = (left + 1) % 7;
	struct mutex *first = &forks[min(left, right)], *second = &forks[max(left, right)];

	mutex_lock(first);
	mutex_lock(second);
	mutex_unlock(second);
	mutex_unlock(first);
	complete(&done);
	return 0;
}

static int __init philosophers_7_init(void)
{
	long i;

	for (i = 0; i < 7; i++) {
		if (IS_ERR(kthread_run(philosopher, (void *)i, "philosopher/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit philosophers_7_exit(void)
{
	int i;

	for (i = 0; i < 7; i++)
		wait_for_completion(&done);
}

module_init(philosophers_7_init);
module_exit(philosophers_7_exit);

MODULE_LICENSE("Dual MIT/GPL");
