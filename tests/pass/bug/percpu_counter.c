// SPDX-License-Identifier: MIT OR Apache-2.0
/* A count of all CPUs is exact when nobody counts. */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/percpu_counter.h>

static struct percpu_counter count;
static struct task_struct *threads[2];

static int add(void *unused)
{
	int i;

	for (i = 0; i < 2; i++)
		percpu_counter_add_batch(&count, 1, 2);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init test_init(void)
{
	int i, error = percpu_counter_init(&count, 0, GFP_KERNEL);

	for (i = 0; i < 2 && !error; i++) {
		threads[i] = kthread_run(add, NULL, "add");
		error = PTR_ERR_OR_ZERO(threads[i]);
	}
	return error;
}

static void __exit test_exit(void)
{
	kthread_stop(threads[0]);
	kthread_stop(threads[1]);
	BUG_ON(percpu_counter_sum(&count) != 4);
	percpu_counter_destroy(&count);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
