// SPDX-License-Identifier: MIT OR Apache-2.0
/* A ring with one producer and one consumer, where the head is only marked. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int ring[4];
static unsigned int head, tail;
static DECLARE_COMPLETION(done);

static int producer(void *unused)
{
	int i;

	for (i = 0; i < 2; i++) {
		ring[head % 4] = i; //~ ERROR data-race
		WRITE_ONCE(head, head + 1);
	}
	complete(&done);
	return 0;
}

static int consumer(void *unused)
{
	int i, sum = 0;

	for (i = 0; i < 2; i++) {
		while (READ_ONCE(head) == tail)
			cpu_relax();
		sum += ring[tail % 4]; //~ ERROR data-race
		tail++;
	}
	pr_info("%d\n", sum);
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
