// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two threads add to one list under a lock. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct item {
	struct list_head node;
};

static DEFINE_MUTEX(lock);
static LIST_HEAD(list);
static struct item a, b;
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	mutex_lock(&lock);
	list_add(&a.node, &list);
	mutex_unlock(&lock);
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	mutex_lock(&lock);
	list_add(&b.node, &list);
	mutex_unlock(&lock);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(one, NULL, "one");
	kthread_run(other, NULL, "other");
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
