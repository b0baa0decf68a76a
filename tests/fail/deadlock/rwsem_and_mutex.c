// SPDX-License-Identifier: MIT OR Apache-2.0
/* A writer waits for all readers, one of which waits for what the writer holds. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>

static DECLARE_RWSEM(sem);
static DEFINE_MUTEX(writers);
static DECLARE_COMPLETION(done);
static int value;

static int reader(void *unused)
{
	down_read(&sem);
	mutex_lock(&writers); //~ ERROR deadlock
	if (value > 0)
		value++;
	mutex_unlock(&writers);
	up_read(&sem);
	complete(&done);
	return 0;
}

static int writer(void *unused)
{
	mutex_lock(&writers);
	down_write(&sem); //~ ERROR deadlock
	value++;
	up_write(&sem);
	mutex_unlock(&writers);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(reader, NULL, "reader");
	kthread_run(reader, NULL, "reader");
	kthread_run(writer, NULL, "writer");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
