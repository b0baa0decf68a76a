// SPDX-License-Identifier: MIT OR Apache-2.0
/* The module waits for its callbacks before it goes. */
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

	rcu_read_lock();
	node = rcu_dereference(shared);
	if (node)
		pr_info("%d\n", node->value);
	rcu_read_unlock();
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static void free_it(struct rcu_head *head)
{
	kfree(container_of(head, struct node, head));
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
	if (old)
		call_rcu(&old->head, free_it);
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
	replace(3);
	rcu_barrier();
	kfree(rcu_dereference_protected(shared, 1));
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
