// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * 3 philosophers take the fork with the lower number first, so that there is no circle. philosophers_3_bug.c is
 * the one that goes wrong.
 *
 *     lockstep check examples/bugs/philosophers_3.c
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
};

static int philosopher(void *number)
{
	int left = (long)number, right = (left + 1) % 3;
	struct mutex *first = &forks[min(left, right)], *second = &forks[max(left, right)];

	mutex_lock(first);
	mutex_lock(second);
	mutex_unlock(second);
	mutex_unlock(first);
	complete(&done);
	return 0;
}

static int __init philosophers_3_init(void)
{
	long i;

	for (i = 0; i < 3; i++) {
		if (IS_ERR(kthread_run(philosopher, (void *)i, "philosopher/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit philosophers_3_exit(void)
{
	int i;

	for (i = 0; i < 3; i++)
		wait_for_completion(&done);
}

module_init(philosophers_3_init);
module_exit(philosophers_3_exit);

MODULE_LICENSE("Dual MIT/GPL");
