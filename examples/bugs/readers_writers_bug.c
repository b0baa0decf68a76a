// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The first reader keeps writers out for all readers. The second one does not wait until the first has done so,
 * and reads beside a writer. readers_writers.c is the repaired one.
 *
 *     lockstep check examples/bugs/readers_writers_bug.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/semaphore.h>

static DECLARE_COMPLETION(done);
static struct semaphore room = __SEMAPHORE_INITIALIZER(room, 1);
static atomic_t readers = ATOMIC_INIT(0);
static int writing;

static int reader(void *unused)
{
	if (atomic_inc_return(&readers) == 1)
		down(&room);
	BUG_ON(READ_ONCE(writing));
	if (atomic_dec_and_test(&readers))
		up(&room);
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
