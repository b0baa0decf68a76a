// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Lamport's bakery without the flag that says that somebody is choosing a number: who is about to store the number
 * that he has chosen is not seen. bakery.c is the repaired one.
 *
 *     lockstep check examples/bugs/bakery_bug.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

static DECLARE_COMPLETION(done);
static atomic_t number[2], inside = ATOMIC_INIT(0);

static int customer(void *who)
{
	long me = (long)who, other = 1 - me;
	int mine, theirs;

	mine = atomic_read(&number[other]) + 1;
	atomic_set(&number[me], mine);
	for (;;) {
		theirs = atomic_read(&number[other]);
		if (!theirs || theirs > mine || (theirs == mine && other > me))
			break;
		cpu_relax();
	}
	BUG_ON(atomic_inc_return(&inside) != 1);
	atomic_dec(&inside);
	atomic_set(&number[me], 0);
	complete(&done);
	return 0;
}

static int __init bakery_init(void)
{
	long i;

	for (i = 0; i < 2; i++) {
		if (IS_ERR(kthread_run(customer, (void *)i, "customer/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit bakery_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(bakery_init);
module_exit(bakery_exit);

MODULE_LICENSE("Dual MIT/GPL");
