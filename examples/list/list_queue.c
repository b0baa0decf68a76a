// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A queue on list_head: items go in at the tail and come out at the head, in the order of their arrival. The functions
 * of lists lock nothing; a spinlock held for as long as the pointers are moved does, and the allocation, which may
 * sleep, stays outside of it. Which thread comes first is open, the order of each thread's own items is not.
 *
 *     lockstep run examples/list/list_queue.c
 *     lockstep check examples/list/list_queue.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define BUFFER_LEN 16

struct queue_item {
	char buffer[BUFFER_LEN];
	struct list_head node;
};

static LIST_HEAD(queue);
static DEFINE_SPINLOCK(queue_lock);
static DECLARE_COMPLETION(done);

static int append(const char *who, int number)
{
	struct queue_item *item = kmalloc(sizeof(*item), GFP_KERNEL);

	if (!item)
		return -ENOMEM;
	scnprintf(item->buffer, sizeof(item->buffer), "%s %d", who, number);
	spin_lock(&queue_lock);
	list_add_tail(&item->node, &queue);
	spin_unlock(&queue_lock);
	return 0;
}

/* The oldest item, which belongs to the caller from here on, or NULL. */
static struct queue_item *take(void)
{
	struct queue_item *item;

	spin_lock(&queue_lock);
	item = list_first_entry_or_null(&queue, struct queue_item, node);
	if (item)
		list_del(&item->node);
	spin_unlock(&queue_lock);
	return item;
}

static int producer(void *who)
{
	int i;

	for (i = 1; i <= 2; i++)
		if (append(who, i))
			pr_info("list_queue: no memory for %s %d\n", (char *)who, i);
	complete(&done);
	return 0;
}

static int __init list_queue_init(void)
{
	static char *names[] = { "cat", "dog" };
	struct task_struct *task;
	int i;

	if (list_empty(&queue))
		pr_info("list_queue: the queue is empty\n");
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		task = kthread_run(producer, names[i], "%s", names[i]);
		if (IS_ERR(task))
			complete(&done);
	}
	return 0;
}

static void __exit list_queue_exit(void)
{
	struct queue_item *item;
	int i;

	for (i = 0; i < 2; i++)
		wait_for_completion(&done);
	while ((item = take())) {
		pr_info("list_queue: %s\n", item->buffer);
		kfree(item);
	}
}

module_init(list_queue_init);
module_exit(list_queue_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("A queue with a lock");
