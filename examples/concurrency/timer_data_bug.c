// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A source of concurrency: delayed execution. The timer is armed before its data are there; when the writer of init
 * is slow, it fires in between on another CPU. timer_data.c arms it last.
 *
 *     lockstep run examples/concurrency/timer_data_bug.c
 *     lockstep check examples/concurrency/timer_data_bug.c
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
	pr_info("timer_data_bug: tick %d\n", clock->ticks);
}

static int __init timer_data_bug_init(void)
{
	mod_timer(&timer, jiffies + 1);
	clock = kzalloc(sizeof(*clock), GFP_KERNEL);
	if (!clock) {
		timer_delete_sync(&timer);
		return -ENOMEM;
	}
	return 0;
}

static void __exit timer_data_bug_exit(void)
{
	timer_delete_sync(&timer);
	kfree(clock);
}

module_init(timer_data_bug_init);
module_exit(timer_data_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Ticks before there is a clock");
