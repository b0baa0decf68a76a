// SPDX-License-Identifier: MIT OR Apache-2.0
/* A bounded buffer of one place: producers and consumers wait for each other, on queues of their own. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(not_empty);
static DECLARE_WAIT_QUEUE_HEAD(not_full);
static DEFINE_SPINLOCK(lock);
static int full, place, sum;

static int producer(void *unused)
{
	int i;

	for (i = 1; i <= 2; i++) {
		spin_lock_irq(&lock);
		wait_event_lock_irq(not_full, !full, lock);
		place = i;
		full = 1;
		spin_unlock_irq(&lock);
		wake_up(&not_empty);
	}
	return 0;
}

static int consumer(void *unused)
{
	int i;

	for (i = 1; i <= 2; i++) {
		spin_lock_irq(&lock);
		wait_event_lock_irq(not_empty, full, lock);
		sum += place;
		full = 0;
		spin_unlock_irq(&lock);
		wake_up(&not_full);
	}
	return 0;
}

static int __init test_init(void)
{
	kthread_run(producer, NULL, "producer");
	kthread_run(consumer, NULL, "consumer");
	return 0;
}

static void __exit test_exit(void)
{
	spin_lock_irq(&lock);
	wait_event_lock_irq(not_full, sum == 3, lock);
	spin_unlock_irq(&lock);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
