// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The first reader keeps writers out for all readers, who count themselves under a lock that the first gives back
 * when that is done. readers_writers_bug.c is the one that goes wrong.
 *
 *     lockstep check examples/bugs/readers_writers.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/semaphore.h>

static DECLARE_COMPLETION(done);
static DEFINE_MUTEX(gate);
static struct semaphore room = __SEMAPHORE_INITIALIZER(room, 1);
static atomic_t readers = ATOMIC_INIT(0);
static int writing;

static int reader(void *unused)
{
	mutex_lock(&gate);
	if (atomic_inc_return(&readers) == 1)
		down(&room);
	mutex_unlock(&gate);
	BUG_ON(READ_ONCE(writing));
	mutex_lock(&gate);
	if (atomic_dec_and_test(&readers))
		up(&room);
	mutex_unlock(&gate);
	complete(&done);
	return 0;
}

static int writer(void *unused)
{
	down(&room);
	WRITE_ONCE(writing, 1);
	WRITE_ONCE(writing, 0);
	up(&room);
	complete(&done);
	return 0;
}

static int __init readers_writers_init(void)
{
	long i;

	for (i = 0; i < 2; i++) {
		if (IS_ERR(kthread_run(reader, (void *)i, "reader/%ld", i)))
			complete(&done);
	}
	if (IS_ERR(kthread_run(writer, NULL, "writer")))
		complete(&done);
	return 0;
}

static void __exit readers_writers_exit(void)
{
	int i;

	for (i = 0; i < 3; i++)
		wait_for_completion(&done);
}

module_init(readers_writers_init);
module_exit(readers_writers_exit);

MODULE_LICENSE("Dual MIT/GPL");
