// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 2, solved: whoever holds the mutex asks and sells, and the other one asks afterwards.
 *
 *     lockstep run examples/exercises/02_last_seat_solution.c
 *     lockstep check examples/exercises/02_last_seat_solution.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(seats_lock);
static int seats = 1;
static int tickets;
static DECLARE_COMPLETION(done);

static int agent(void *unused)
{
	mutex_lock(&seats_lock);
	if (seats > 0) {
		seats--;
		tickets++;
	}
	mutex_unlock(&seats_lock);
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
