// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Three threads meet at a barrier that counts those who arrive by a load and a store: an arrival may be lost, and
 * then nobody goes on. barrier.c is the repaired one.
 *
 *     lockstep check examples/bugs/barrier_bug.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static atomic_t arrived = ATOMIC_INIT(0);
static DECLARE_COMPLETION(all_here);

static int member(void *unused)
{
	int n = atomic_read(&arrived) + 1;

	atomic_set(&arrived, n);
	if (n == 3)
		complete_all(&all_here);
	wait_for_completion(&all_here);
	complete(&done);
	return 0;
}

static int __init barrier_init(void)
{
	long i;

	for (i = 0; i < 3; i++) {
		if (IS_ERR(kthread_run(member, (void *)i, "member/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit barrier_exit(void)
{
	int i;

	for (i = 0; i < 3; i++)
		wait_for_completion(&done);
}

module_init(barrier_init);
module_exit(barrier_exit);

MODULE_LICENSE("Dual MIT/GPL");
