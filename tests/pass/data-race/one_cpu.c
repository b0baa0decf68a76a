// SPDX-License-Identifier: MIT OR Apache-2.0
// check: --cpus 1 --preempt none
/* Two tasks on the only CPU, neither of which is preempted: what one does is done before the other goes on. */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int counter;
static struct task_struct *threads[2];

static int bump(void *unused)
{
	while (!kthread_should_stop()) {
		counter++;
		msleep(10);
	}
	return 0;
}

static int __init test_init(void)
{
	threads[0] = kthread_run(bump, NULL, "bump");
	threads[1] = kthread_run(bump, NULL, "bump");
	return 0;
}

static void __exit test_exit(void)
{
	kthread_stop(threads[0]);
	kthread_stop(threads[1]);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
