// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * list_queue.c without its lock. list_add_tail() writes four pointers, and two producers that do so at once leave a
 * list from which an item is missing.
 *
 *     lockstep run examples/list/list_queue_nolock_bug.c
 *     lockstep check examples/list/list_queue_nolock_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>

#define BUFFER_LEN 16

struct queue_item {
	char buffer[BUFFER_LEN];
	struct list_head node;
};

static LIST_HEAD(queue);
static DECLARE_COMPLETION(done);

static int append(const char *who, int number)
{
	struct queue_item *item = kmalloc(sizeof(*item), GFP_KERNEL);

	if (!item)
		return -ENOMEM;
	scnprintf(item->buffer, sizeof(item->buffer), "%s %d", who, number);
	list_add_tail(&item->node, &queue);
	return 0;
}

/* The oldest item, which belongs to the caller from here on, or NULL. */
static struct queue_item *take(void)
{
	struct queue_item *item;

	item = list_first_entry_or_null(&queue, struct queue_item, node);
	if (item)
		list_del(&item->node);
	return item;
}

static int producer(void *who)
{
	int i;

	for (i = 1; i <= 2; i++)
		if (append(who, i))
			pr_info("list_queue_nolock_bug: no memory for %s %d\n", (char *)who, i);
	complete(&done);
	return 0;
}

static int __init list_queue_nolock_bug_init(void)
{
	static char *names[] = { "cat", "dog" };
	struct task_struct *task;
	int i;

	if (list_empty(&queue))
		pr_info("list_queue_nolock_bug: the queue is empty\n");
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		task = kthread_run(producer, names[i], "%s", names[i]);
		if (IS_ERR(task))
			complete(&done);
	}
	return 0;
}

static void __exit list_queue_nolock_bug_exit(void)
{
	struct queue_item *item;
	int i;

	for (i = 0; i < 2; i++)
		wait_for_completion(&done);
	while ((item = take())) {
		pr_info("list_queue_nolock_bug: %s\n", item->buffer);
		kfree(item);
	}
}

module_init(list_queue_nolock_bug_init);
module_exit(list_queue_nolock_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("A queue without a lock");
