// SPDX-License-Identifier: MIT OR Apache-2.0
/* Everything that is called under the spinlock and in the handler is meant to be called there. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/wait.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_MUTEX(slow);
static DECLARE_COMPLETION(done);
static DECLARE_WAIT_QUEUE_HEAD(queue);
static struct timer_list timer;
static int ready;

static void expired(struct timer_list *t)
{
}

static irqreturn_t handle(int irq, void *dev)
{
	void *buffer = kmalloc(16, GFP_ATOMIC);

	kfree(buffer);
	complete(&done);
	wake_up(&queue);
	disable_irq_nosync(7);
	enable_irq(7);
	udelay(1);
	return IRQ_HANDLED;
}

static int __init demo_init(void)
{
	unsigned long flags;
	void *buffer;
	int error;

	timer_setup(&timer, expired, 0);
	error = request_irq(7, handle, 0, "demo", &timer);
	if (error)
		return error;
	spin_lock_irqsave(&lock, flags);
	buffer = kzalloc(64, GFP_NOWAIT);
	kfree(buffer);
	if (mutex_trylock(&slow))
		ready = 1;
	try_wait_for_completion(&done);
	mod_timer(&timer, jiffies + 1);
	del_timer(&timer);
	wake_up_process(current);
	mdelay(1);
	spin_unlock_irqrestore(&lock, flags);
	if (ready)
		mutex_unlock(&slow);
	spin_lock_irq(&lock);
	ready = 1;
	wait_event_lock_irq(queue, ready, lock);
	spin_unlock_irq(&lock);
	return 0;
}

static void __exit demo_exit(void)
{
	free_irq(7, &timer);
	del_timer_sync(&timer);
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
