// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A work-stealing deque: its owner takes from the bottom, thieves from the top. Where one item is left the owner
 * takes it without asking whether a thief has it already. deque.c is the repaired one.
 *
 *     lockstep check examples/bugs/deque_bug.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static atomic_t top = ATOMIC_INIT(0), bottom = ATOMIC_INIT(2);
static atomic_t taken[2];

static int owner(void *unused)
{
	int n;

	for (n = 0; n < 2; n++) {
		int b = atomic_dec_return(&bottom), t = atomic_read(&top);

		if (t < b) {
			atomic_inc(&taken[b]);
			continue;
		}
		if (t == b)
			atomic_inc(&taken[b]);
		atomic_set(&bottom, b + 1);
		break;
	}
	complete(&done);
	return 0;
}

static int thief(void *unused)
{
	int t = atomic_read(&top), b = atomic_read(&bottom);

	if (t < b && atomic_cmpxchg(&top, t, t + 1) == t)
		atomic_inc(&taken[t]);
	complete(&done);
	return 0;
}

static int __init deque_init(void)
{
	long i;

	if (IS_ERR(kthread_run(owner, NULL, "owner")))
		complete(&done);
	for (i = 0; i < 2; i++) {
		if (IS_ERR(kthread_run(thief, (void *)i, "thief/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit deque_exit(void)
{
	int i;

	for (i = 0; i < 3; i++)
		wait_for_completion(&done);
	BUG_ON(atomic_read(&taken[0]) > 1 || atomic_read(&taken[1]) > 1);
}

module_init(deque_init);
module_exit(deque_exit);

MODULE_LICENSE("Dual MIT/GPL");
