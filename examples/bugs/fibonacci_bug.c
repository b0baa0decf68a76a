// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Two threads add each other's number to their own, 5 times each, atomically. They reach the twelfth Fibonacci
 * number only if they take turns from beginning to end: the bug is one interleaving of hundreds, with a preemption
 * at each step. fibonacci.c is the repaired one.
 *
 *     lockstep check examples/bugs/fibonacci_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DECLARE_COMPLETION(done);
static DEFINE_SPINLOCK(lock);
static int numbers[2] = { 1, 1 };

static int adder(void *number)
{
	long me = (long)number;
	int i;

	for (i = 0; i < 5; i++) {
		spin_lock(&lock);
		numbers[me] += numbers[1 - me];
		spin_unlock(&lock);
	}
	complete(&done);
	return 0;
}

static int __init fibonacci_init(void)
{
	long i;

	for (i = 0; i < 2; i++) {
		if (IS_ERR(kthread_run(adder, (void *)i, "adder/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit fibonacci_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	BUG_ON(max(numbers[0], numbers[1]) >= 144);
}

module_init(fibonacci_init);
module_exit(fibonacci_exit);

MODULE_LICENSE("Dual MIT/GPL");
