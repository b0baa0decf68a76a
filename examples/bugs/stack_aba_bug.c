// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A stack without locks: to pop is to exchange the top for what is below it, if the top is what it was. It may be
 * what it was, and what is below it something else, if others popped two and pushed the first again. stack_aba.c
 * is the repaired one.
 *
 *     lockstep check examples/bugs/stack_aba_bug.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
#define NOBODY 15

/* The number of the node on top. */
static atomic_t top = ATOMIC_INIT(0);
static int below[3] = { 1, 2, NOBODY };
static atomic_t owners[3];

static int pop(void)
{
	for (;;) {
		int old = atomic_read(&top), node = old & 15, next;

		if (node == NOBODY)
			return NOBODY;
		next = READ_ONCE(below[node]);
		if (atomic_cmpxchg(&top, old, next) == old)
			return node;
	}
}

static void push(int node)
{
	for (;;) {
		int old = atomic_read(&top);

		WRITE_ONCE(below[node], old & 15);
		if (atomic_cmpxchg(&top, old, node) == old)
			return;
	}
}

/* It has what it popped until it is pushed again. */
static void own(int node)
{
	if (node != NOBODY)
		BUG_ON(atomic_inc_return(&owners[node]) != 1);
}

static int slow(void *unused)
{
	own(pop());
	complete(&done);
	return 0;
}

static int quick(void *unused)
{
	int first = pop();

	own(first);
	own(pop());
	if (first != NOBODY) {
		atomic_dec(&owners[first]);
		push(first);
	}
	own(pop());
	complete(&done);
	return 0;
}

static int __init stack_aba_init(void)
{
	if (IS_ERR(kthread_run(slow, NULL, "slow")))
		complete(&done);
	if (IS_ERR(kthread_run(quick, NULL, "quick")))
		complete(&done);
	return 0;
}

static void __exit stack_aba_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(stack_aba_init);
module_exit(stack_aba_exit);

MODULE_LICENSE("Dual MIT/GPL");
