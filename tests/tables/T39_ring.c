// SPDX-License-Identifier: MIT OR Apache-2.0
/* A ring with room for two: one producer moves put, one consumer moves take. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

#define N 2
static int ring[N];
static unsigned int put;
static unsigned int take;
static int sum;

static int producer(void *unused)
{
	int item;

	for (item = 1; item <= 3; item++) {
		while (put - smp_load_acquire(&take) == N)
			cpu_relax();
		ring[put % N] = item;
		smp_store_release(&put, put + 1);
	}
	return 0;
}

static int consumer(void *unused)
{
	int n;

	for (n = 0; n < 3; n++) {
		while (smp_load_acquire(&put) == take)
			cpu_relax();
		sum = 10 * sum + ring[take % N];
		smp_store_release(&take, take + 1);
	}
	return 0;
}

static int __init start(void)
{
	if (IS_ERR(kthread_run(producer, NULL, "producer")))
		return -ENOMEM;
	if (IS_ERR(kthread_run(consumer, NULL, "consumer")))
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
