// SPDX-License-Identifier: MIT OR Apache-2.0
/* A writer counts and a reader prints, each every half second, under one lock. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static int counter;
static int printed[3];

static int writer(void *unused)
{
	int n;

	for (n = 0; n < 3; n++) {
		mutex_lock(&lock);
		counter++;
		mutex_unlock(&lock);
		msleep(500);
	}
	return 0;
}

static int reader(void *unused)
{
	int n;

	for (n = 0; n < 3; n++) {
		mutex_lock(&lock);
		printed[n] = counter;
		mutex_unlock(&lock);
		msleep(500);
	}
	return 0;
}

static int __init start(void)
{
	if (IS_ERR(kthread_run(writer, NULL, "writer")))
		return -ENOMEM;
	if (IS_ERR(kthread_run(reader, NULL, "reader")))
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
