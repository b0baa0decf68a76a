// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The consumer waits for an item first, and takes the lock of the buffer then. bounded_buffer_bug.c is the one
 * that goes wrong.
 *
 *     lockstep check examples/bugs/bounded_buffer.c
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
		down(&items);
		mutex_lock(&lock);
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
