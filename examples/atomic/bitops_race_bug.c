// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Two threads each set a bit of their own in one word with __set_bit(), which loads the word and stores it: one's
 * store can take the other's bit back. bitops_race.c uses the atomic form.
 *
 *     lockstep run examples/atomic/bitops_race_bug.c
 *     lockstep check examples/atomic/bitops_race_bug.c
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
	__set_bit((long)bit, &flags);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init bitops_race_bug_init(void)
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

static void __exit bitops_race_bug_exit(void)
{
	kthread_stop(tasks[1]);
	kthread_stop(tasks[0]);
	pr_info("bitops_race_bug: flags %#lx, should be 0x3\n", flags);
}

module_init(bitops_race_bug_init);
module_exit(bitops_race_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Loses bits");
