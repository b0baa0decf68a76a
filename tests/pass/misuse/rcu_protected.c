// SPDX-License-Identifier: MIT OR Apache-2.0
/* Who holds the lock of the writers needs no reader. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

struct node {
	int value;
	struct rcu_head head;
};

static struct node __rcu *shared;
static DEFINE_MUTEX(writers);
static struct task_struct *reader;

static int read_it(void *unused)
{
	struct node *node;

	mutex_lock(&writers);
	node = rcu_dereference_protected(shared, lockdep_is_held(&writers));
	if (node)
		pr_info("%d\n", node->value);
	mutex_unlock(&writers);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static void replace(int value)
{
	struct node *old, *node = kmalloc(sizeof(*node), GFP_KERNEL);

	if (!node)
		return;
	node->value = value;
	mutex_lock(&writers);
	old = rcu_replace_pointer(shared, node, lockdep_is_held(&writers));
	mutex_unlock(&writers);
	if (old) {
		synchronize_rcu();
		kfree(old);
	}
}

static int __init test_init(void)
{
	replace(1);
	reader = kthread_run(read_it, NULL, "reader");
	if (IS_ERR(reader)) {
		kfree(rcu_dereference_protected(shared, 1));
		return PTR_ERR(reader);
	}
	replace(2);
	return 0;
}

static void __exit test_exit(void)
{
	kthread_stop(reader);
	kfree(rcu_dereference_protected(shared, 1));
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
