// SPDX-License-Identifier: MIT OR Apache-2.0
/* A thread that may have ended is stopped by who holds a reference to it. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/string.h>

static struct task_struct *worker;

static int work(void *unused)
{
	char name[TASK_COMM_LEN];

	get_task_comm(name, current);
	pr_info("%s\n", name);
	return 3;
}

static int __init test_init(void)
{
	worker = kthread_create(work, NULL, "worker");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	get_task_struct(worker);
	wake_up_process(worker);
	return 0;
}

static void __exit test_exit(void)
{
	kthread_stop(worker);
	put_task_struct(worker);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
