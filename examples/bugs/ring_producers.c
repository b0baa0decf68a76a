// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Two producers put into one ring: each moves the head on with one atomic step, and has the place before it.
 * ring_producers_bug.c is the one that goes wrong.
 *
 *     lockstep check examples/bugs/ring_producers.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static int ring[4];
static atomic_t head = ATOMIC_INIT(0);

static int producer(void *number)
{
	int i;

	for (i = 0; i < 2; i++) {
		int at = atomic_inc_return(&head) - 1;

		WRITE_ONCE(ring[at], (long)number + 1);
	}
	complete(&done);
	return 0;
}

static int __init ring_producers_init(void)
{
	long i;

	for (i = 0; i < 2; i++) {
		if (IS_ERR(kthread_run(producer, (void *)i, "producer/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit ring_producers_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	BUG_ON(atomic_read(&head) != 4 || ring[0] + ring[1] + ring[2] + ring[3] != 6);
}

module_init(ring_producers_init);
module_exit(ring_producers_exit);

MODULE_LICENSE("Dual MIT/GPL");
