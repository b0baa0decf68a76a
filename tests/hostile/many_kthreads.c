// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
// check: --executions 20
/* Ten thousand threads are created, and the module goes on where the kernel refuses. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static struct task_struct *tasks[10000];
static int made;

static int wait(void *unused)
{
	return 0;
}

static int __init hostile_init(void)
{
	struct task_struct *task;
	int i;

	for (i = 0; i < 10000; i++) {
		task = kthread_create(wait, NULL, "wait/%d", i);
		if (!IS_ERR(task))
			tasks[made++] = task;
		else if (PTR_ERR(task) != -ENOMEM)
			return PTR_ERR(task);
	}
	return 0;
}

static void __exit hostile_exit(void)
{
	while (made)
		kthread_stop(tasks[--made]);
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
