// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 7, solved: del_timer_sync() disarms the timer and waits for a function that runs already.
 *
 *     lockstep run examples/exercises/07_timer_exit_solution.c
 *     lockstep check examples/exercises/07_timer_exit_solution.c
 */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/timer.h>

static struct timer_list clock;
static int seconds;

static void tick(struct timer_list *timer)
{
	seconds++;
	mod_timer(&clock, jiffies + HZ);
}

static int __init timer_exit_init(void)
{
	timer_setup(&clock, tick, 0);
	mod_timer(&clock, jiffies + HZ);
	return 0;
}

static void __exit timer_exit_exit(void)
{
	del_timer_sync(&clock);
	pr_info("timer_exit: bye\n");
}

module_init(timer_exit_init);
module_exit(timer_exit_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Counts seconds");
