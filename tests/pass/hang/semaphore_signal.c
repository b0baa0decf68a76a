// SPDX-License-Identifier: MIT OR Apache-2.0
/* Units that one thread makes and another takes, in order, with one that is taken by the exit function. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/semaphore.h>

static struct semaphore items;
static struct semaphore room;
static struct semaphore over;
static int slot;

static int producer(void *unused)
{
	int i;

	for (i = 0; i < 2; i++) {
		down(&room);
		slot = i;
		up(&items);
	}
	return 0;
}

static int consumer(void *unused)
{
	int i;

	for (i = 0; i < 2; i++) {
		down(&items);
		if (slot != i)
			BUG();
		up(&room);
	}
	up(&over);
	return 0;
}

static int __init test_init(void)
{
	sema_init(&items, 0);
	sema_init(&room, 1);
	sema_init(&over, 0);
	kthread_run(producer, NULL, "producer");
	kthread_run(consumer, NULL, "consumer");
	return 0;
}

static void __exit test_exit(void)
{
	down(&over);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
