// SPDX-License-Identifier: MIT OR Apache-2.0
/* Only the second of two threads to come finds work to do under the lock, and sleeps there. */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static struct task_struct *threads[2];
static int visits;

static int visitor(void *unused)
{
	spin_lock(&lock); //~ ERROR sleep-in-atomic
	if (++visits == 2)
		msleep(10); //~ ERROR sleep-in-atomic
	spin_unlock(&lock);
	while (!kthread_should_stop())
		msleep(10);
	return 0;
}

static int __init demo_init(void)
{
	threads[0] = kthread_run(visitor, NULL, "visitor/0");
	threads[1] = kthread_run(visitor, NULL, "visitor/1");
	return 0;
}

static void __exit demo_exit(void)
{
	kthread_stop(threads[0]);
	kthread_stop(threads[1]);
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
