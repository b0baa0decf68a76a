// SPDX-License-Identifier: MIT OR Apache-2.0
/* A spinlock and a mutex in two orders, where one thread only reads under them. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(a);
static DEFINE_SPINLOCK(b);
static int value;
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	spin_lock(&a);
	spin_lock(&b); //~ ERROR deadlock
	value++;
	spin_unlock(&b);
	spin_unlock(&a);
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	int copy;

	spin_lock(&b);
	spin_lock(&a); //~ ERROR deadlock
	copy = value;
	spin_unlock(&a);
	spin_unlock(&b);
	pr_info("%d\n", copy);
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
