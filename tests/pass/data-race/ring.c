// SPDX-License-Identifier: MIT OR Apache-2.0
/* A ring with one producer and one consumer. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int ring[4];
static unsigned int head, tail;
static DECLARE_COMPLETION(done);

static int producer(void *unused)
{
	int i;

	for (i = 0; i < 6; i++) {
		while (head - smp_load_acquire(&tail) == 4)
			cpu_relax();
		ring[head % 4] = i;
		smp_store_release(&head, head + 1);
	}
	complete(&done);
	return 0;
}

static int consumer(void *unused)
{
	int i, sum = 0;

	for (i = 0; i < 6; i++) {
		while (smp_load_acquire(&head) == tail)
			cpu_relax();
		sum += ring[tail % 4];
		smp_store_release(&tail, tail + 1);
	}
	WARN_ON(sum != 15);
	complete(&done);
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
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
