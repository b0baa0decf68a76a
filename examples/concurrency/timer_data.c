// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The timer is armed when its data are there, and they are freed when it is at rest: timer_data_bug.c, repaired.
 *
 *     lockstep run examples/concurrency/timer_data.c
 *     lockstep check examples/concurrency/timer_data.c
 */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>

struct clock {
	int ticks;
};

static void tick(struct timer_list *timer);
static DEFINE_TIMER(timer, tick);
static struct clock *clock;

static void tick(struct timer_list *unused)
{
	clock->ticks++;
	pr_info("timer_data: tick %d\n", clock->ticks);
}

static int __init timer_data_init(void)
{
	clock = kzalloc(sizeof(*clock), GFP_KERNEL);
	if (!clock)
		return -ENOMEM;
	mod_timer(&timer, jiffies + 1);
	return 0;
}

static void __exit timer_data_exit(void)
{
	timer_delete_sync(&timer);
	kfree(clock);
}

module_init(timer_data_init);
module_exit(timer_data_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Ticks when there is a clock");
