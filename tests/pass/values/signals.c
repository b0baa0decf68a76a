// SPDX-License-Identifier: MIT OR Apache-2.0
// check: --faults signal
// do: cat /proc/waits
/* What each wait returns that a signal cuts short. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/seq_file.h>
#include <linux/wait.h>

static DEFINE_SEMAPHORE(sem, 0);
static DECLARE_RWSEM(rwsem);
static DEFINE_MUTEX(mutex);
static DECLARE_COMPLETION(never);
static DECLARE_WAIT_QUEUE_HEAD(queue);
static int count;

static int waits(struct seq_file *m, void *v)
{
	long result = 0;

	switch (count++ % 8) {
	case 0:
		result = down_timeout(&sem, 1);
		WARN_ON(result != -ETIME || signal_pending(current));
		break;
	case 1:
		result = wait_event_interruptible_timeout(queue, false, 2);
		WARN_ON(result != 0 && result != -ERESTARTSYS);
		WARN_ON(!result != !signal_pending(current));
		break;
	case 2:
		result = wait_for_completion_interruptible_timeout(&never, 2);
		WARN_ON(result != 0 && result != -ERESTARTSYS);
		break;
	case 3:
		result = wait_for_completion_killable_timeout(&never, 2);
		WARN_ON(!result != !fatal_signal_pending(current));
		break;
	case 4:
		result = msleep_interruptible(10);
		WARN_ON(!result != !signal_pending(current));
		break;
	case 5:
		set_current_state(TASK_INTERRUPTIBLE);
		result = schedule_timeout(2);
		WARN_ON(!result != !signal_pending(current) || current->__state != TASK_RUNNING);
		break;
	}
	if (signal_pending(current)) {
		/* Whatever need not wait is not cut short. */
		WARN_ON(mutex_lock_interruptible(&mutex));
		WARN_ON(down_read_interruptible(&rwsem));
		/* Whatever has to wait is. */
		WARN_ON(down_interruptible(&sem) != -EINTR || down_killable(&sem) != -EINTR);
		WARN_ON(wait_for_completion_interruptible(&never) != -ERESTARTSYS);
		WARN_ON(wait_event_killable(queue, false) != -ERESTARTSYS);
		WARN_ON(wait_event_interruptible(queue, true));
		up_read(&rwsem);
		mutex_unlock(&mutex);
	}
	return 0;
}

static int waits_open(struct inode *inode, struct file *file)
{
	return single_open(file, waits, NULL);
}

static const struct proc_ops waits_ops = {
	.proc_open = waits_open,
	.proc_read = seq_read,
	.proc_release = single_release,
};

static int __init test_init(void)
{
	int i;

	for (i = 0; i < 6; i++)
		waits(NULL, NULL);
	return proc_create("waits", 0444, NULL, &waits_ops) ? 0 : -ENOMEM;
}

static void __exit test_exit(void)
{
	remove_proc_entry("waits", NULL);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
