// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A ticket lock whose tickets are drawn by a load and a store: two may have the same, and are in the critical
 * section together. ticket.c is the repaired one.
 *
 *     lockstep check examples/bugs/ticket_bug.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

static DECLARE_COMPLETION(done);
static atomic_t next = ATOMIC_INIT(0), serving = ATOMIC_INIT(0), inside = ATOMIC_INIT(0);

static int worker(void *unused)
{
	int mine = atomic_read(&next);

	atomic_set(&next, mine + 1);
	while (atomic_read(&serving) != mine)
		cpu_relax();
	BUG_ON(atomic_inc_return(&inside) != 1);
	atomic_dec(&inside);
	atomic_set(&serving, mine + 1);
	complete(&done);
	return 0;
}

static int __init ticket_init(void)
{
	long i;

	for (i = 0; i < 2; i++) {
		if (IS_ERR(kthread_run(worker, (void *)i, "worker/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit ticket_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(ticket_init);
module_exit(ticket_exit);

MODULE_LICENSE("Dual MIT/GPL");
