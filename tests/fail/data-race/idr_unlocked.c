// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two threads take numbers of one idr, and no lock orders them. */
#include <linux/idr.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DEFINE_IDR(numbers);
static struct task_struct *threads[2];
static int object;

static int take(void *data)
{
	idr_alloc(&numbers, &object, 0, 0, GFP_KERNEL); //~ ERROR data-race
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static int __init test_init(void)
{
	for (int i = 0; i < 2; i++)
		threads[i] = kthread_run(take, NULL, "take/%d", i);
	return 0;
}

static void __exit test_exit(void)
{
	for (int i = 0; i < 2; i++)
		kthread_stop(threads[i]);
	idr_destroy(&numbers);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
