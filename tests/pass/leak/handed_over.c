// SPDX-License-Identifier: MIT OR Apache-2.0
// What init allocates a thread frees; what the thread allocates exit frees.
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>

static struct task_struct *thread;
static int *kept;

static int work(void *data)
{
	kfree(data);
	kept = kzalloc(sizeof(*kept), GFP_KERNEL);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init test_init(void)
{
	int *given = kmalloc(sizeof(*given), GFP_KERNEL);

	if (!given)
		return -ENOMEM;
	thread = kthread_create(work, given, "work");
	if (IS_ERR(thread)) {
		kfree(given);
		return PTR_ERR(thread);
	}
	wake_up_process(thread);
	return 0;
}
module_init(test_init);

static void __exit test_exit(void)
{
	kthread_stop(thread);
	kfree(kept);
}
module_exit(test_exit);

MODULE_LICENSE("GPL");
