// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A semaphore lets two into a pool of two slots, each of which is taken by a test and set in one. pool_bug.c is
 * the one that goes wrong.
 *
 *     lockstep check examples/bugs/pool.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/semaphore.h>

static DECLARE_COMPLETION(done);
static struct semaphore slots = __SEMAPHORE_INITIALIZER(slots, 2);
static atomic_t used[2], users[2];

static int user(void *unused)
{
	int i;

	down(&slots);
	for (i = 0; atomic_xchg(&used[i], 1); i++)
		BUG_ON(i);
	BUG_ON(atomic_inc_return(&users[i]) != 1);
	atomic_dec(&users[i]);
	atomic_set(&used[i], 0);
	up(&slots);
	complete(&done);
	return 0;
}

static int __init pool_init(void)
{
	long i;

	for (i = 0; i < 2; i++) {
		if (IS_ERR(kthread_run(user, (void *)i, "user/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit pool_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(pool_init);
module_exit(pool_exit);

MODULE_LICENSE("Dual MIT/GPL");
