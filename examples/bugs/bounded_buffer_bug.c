// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A consumer takes the lock of the buffer before it waits for an item, and the producer needs the lock to put one
 * in. bounded_buffer.c is the repaired one.
 *
 *     lockstep check examples/bugs/bounded_buffer_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/semaphore.h>

static DECLARE_COMPLETION(done);
static DEFINE_MUTEX(lock);
static struct semaphore items = __SEMAPHORE_INITIALIZER(items, 0);
static int buffer[4], used, sum;

static int producer(void *unused)
{
	int i;

	for (i = 1; i <= 2; i++) {
		mutex_lock(&lock);
		buffer[used++] = i;
		mutex_unlock(&lock);
		up(&items);
	}
	complete(&done);
	return 0;
}

static int consumer(void *unused)
{
	int i;

	for (i = 0; i < 2; i++) {
		mutex_lock(&lock);
		down(&items);
		sum += buffer[--used];
		mutex_unlock(&lock);
	}
	complete(&done);
	return 0;
}

static int __init bounded_buffer_init(void)
{
	if (IS_ERR(kthread_run(producer, NULL, "producer")))
		complete(&done);
	if (IS_ERR(kthread_run(consumer, NULL, "consumer")))
		complete(&done);
	return 0;
}

static void __exit bounded_buffer_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	BUG_ON(sum != 3);
}

module_init(bounded_buffer_init);
module_exit(bounded_buffer_exit);

MODULE_LICENSE("Dual MIT/GPL");
