// SPDX-License-Identifier: MIT OR Apache-2.0
/* Time goes on by what is slept, at least; every clock tells the same. */
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/timer.h>

static struct timer_list timer;

static void expired(struct timer_list *unused)
{
}

static int __init test_init(void)
{
	ktime_t before = ktime_get();
	unsigned long then = jiffies;

	msleep(20);
	fsleep(100);
	WARN_ON(ktime_us_delta(ktime_get(), before) < 20100 || !ktime_after(ktime_get(), before));
	WARN_ON(time_before(jiffies, then + msecs_to_jiffies(20)));
	WARN_ON(ktime_set(1, 500) != NSEC_PER_SEC + 500 || ktime_to_ms(ms_to_ktime(7)) != 7);
	WARN_ON(signal_pending(current) || wake_up_state(current, TASK_NORMAL));
	timer_setup(&timer, expired, 0);
	WARN_ON(timer_reduce(&timer, jiffies + HZ));
	timer_delete_sync(&timer);
	WARN_ON(try_to_del_timer_sync(&timer) || timer_pending(&timer));
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
