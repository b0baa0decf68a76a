// SPDX-License-Identifier: MIT OR Apache-2.0
/* Three threads and three locks in a ring. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DECLARE_COMPLETION(done);
static struct mutex locks[3];

static int work(void *data)
{
	long i = (long)data;

	mutex_lock(&locks[i]);
	mutex_lock(&locks[(i + 1) % 3]); //~ ERROR deadlock
	mutex_unlock(&locks[(i + 1) % 3]);
	mutex_unlock(&locks[i]);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	long i;

	for (i = 0; i < 3; i++)
		mutex_init(&locks[i]);
	for (i = 0; i < 3; i++)
		kthread_run(work, (void *)i, "work/%ld", i);
	return 0;
}

static void __exit test_exit(void)
{
	int i;

	for (i = 0; i < 3; i++)
		wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
