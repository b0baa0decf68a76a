// SPDX-License-Identifier: MIT OR Apache-2.0
/* The writer takes the lock and the reader does not. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static int value;
static DECLARE_COMPLETION(done);

static int writer(void *unused)
{
	mutex_lock(&lock);
	value = 1; //~ ERROR data-race
	mutex_unlock(&lock);
	complete(&done);
	return 0;
}

static int reader(void *unused)
{
	pr_info("%d\n", value); //~ ERROR data-race
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(writer, NULL, "writer");
	kthread_run(reader, NULL, "reader");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
