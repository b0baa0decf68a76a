// SPDX-License-Identifier: MIT OR Apache-2.0
/* The items of a worker are not waited for. */
#include <linux/kthread.h>
#include <linux/module.h>

static struct kthread_worker *worker;
static struct kthread_work first, second;
static int count;

static void add(struct kthread_work *work)
{
	count++; //~ ERROR data-race
}

static int __init test_init(void)
{
	worker = kthread_create_worker(0, "worker");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	kthread_init_work(&first, add);
	kthread_init_work(&second, add);
	kthread_queue_work(worker, &first);
	kthread_queue_work(worker, &second);
	count++; //~ ERROR data-race
	return 0;
}

static void __exit test_exit(void)
{
	kthread_destroy_worker(worker);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
