// SPDX-License-Identifier: MIT OR Apache-2.0
/* The processes are counted, and one is found by its number. */
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

static int __init test_init(void)
{
	struct task_struct *task;
	struct pid *pid;
	int count = 0;

	for_each_process(task) {
		task_lock(task);
		count++;
		task_unlock(task);
	}
	pid = find_vpid(current->pid);
	if (!pid || pid_task(pid, PIDTYPE_PID) != current || find_vpid(99999))
		return -ESRCH;
	pr_info("%s: %d\n", init_task.comm, count);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
