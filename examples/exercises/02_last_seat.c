// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 2. One seat is left, and two agents sell it. Each asks first whether there is one. Why are there two
 * tickets? Make the question and the sale one step.
 *
 *     lockstep run examples/exercises/02_last_seat.c
 *     lockstep check examples/exercises/02_last_seat.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int seats = 1;
static int tickets;
static DECLARE_COMPLETION(done);

static int agent(void *unused)
{
	/* TODO: nobody else may come in between the question and the sale. */
	if (seats > 0) {
		seats--;
		tickets++;
	}
	complete(&done);
	return 0;
}

static int __init last_seat_init(void)
{
	int i;

	for (i = 0; i < 2; i++)
		if (IS_ERR(kthread_run(agent, NULL, "agent/%d", i)))
			complete(&done);
	return 0;
}

static void __exit last_seat_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	pr_info("last_seat: %d tickets, %d seats\n", tickets, seats);
	BUG_ON(seats < 0);
}

module_init(last_seat_init);
module_exit(last_seat_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Sells the last seat");
