// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Two threads each set a bit of their own in one word with set_bit(), which is one step: bitops_race_bug.c,
 * repaired.
 *
 *     lockstep run examples/atomic/bitops_race.c
 *     lockstep check examples/atomic/bitops_race.c
 */
#include <linux/bitops.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

static unsigned long flags;
static struct task_struct *tasks[2];

static int mark(void *bit)
{
	set_bit((long)bit, &flags);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init bitops_race_init(void)
{
	long bit;

	for (bit = 0; bit < 2; bit++) {
		tasks[bit] = kthread_run(mark, (void *)bit, "mark/%ld", bit);
		if (IS_ERR(tasks[bit])) {
			if (bit)
				kthread_stop(tasks[0]);
			return PTR_ERR(tasks[bit]);
		}
	}
	return 0;
}

static void __exit bitops_race_exit(void)
{
	kthread_stop(tasks[1]);
	kthread_stop(tasks[0]);
	pr_info("bitops_race: flags %#lx, should be 0x3\n", flags);
}

module_init(bitops_race_init);
module_exit(bitops_race_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Loses no bits");
