// SPDX-License-Identifier: MIT OR Apache-2.0
/* What a thread uses is changed while it stands parked. */
#include <linux/kthread.h>
#include <linux/module.h>

static struct task_struct *worker;
static int rounds;

static int work(void *unused)
{
	while (!kthread_should_stop()) {
		if (kthread_should_park())
			kthread_parkme();
		rounds++;
		schedule_timeout_interruptible(1);
	}
	return 0;
}

static int __init test_init(void)
{
	worker = kthread_run(work, NULL, "worker");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	kthread_park(worker);
	rounds = 0;
	kthread_unpark(worker);
	return 0;
}

static void __exit test_exit(void)
{
	kthread_stop(worker);
	pr_info("%d\n", rounds);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
