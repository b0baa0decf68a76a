// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The list that the handler adds to is initialised before the handler is installed: publish_irq_bug.c, repaired.
 *
 *     lockstep run examples/concurrency/publish_irq.c --do 'irq 7'
 *     lockstep check examples/concurrency/publish_irq.c
 */
#include <linux/interrupt.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/spinlock.h>

struct packet {
	struct list_head node;
};

static int irq = 7;
module_param(irq, int, 0444);
MODULE_PARM_DESC(irq, "interrupt line of the device");

static DEFINE_SPINLOCK(lock);
static struct list_head packets;
static struct packet first;

static irqreturn_t receive(int line, void *device)
{
	spin_lock(&lock);
	if (!first.node.next)
		list_add_tail(&first.node, &packets);
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static int __init publish_irq_init(void)
{
	INIT_LIST_HEAD(&packets);
	return request_irq(irq, receive, 0, "publish_irq", &packets);
}

static void __exit publish_irq_exit(void)
{
	free_irq(irq, &packets);
}

module_init(publish_irq_init);
module_exit(publish_irq_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Receives when it is ready");
