// SPDX-License-Identifier: MIT OR Apache-2.0
/* What may sleep is called with nothing held, under a mutex, or after preemption came on again. */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_MUTEX(outer);
static DEFINE_MUTEX(inner);

static int __init demo_init(void)
{
	unsigned long flags;
	void *buffer;

	mutex_lock(&outer);
	spin_lock(&lock);
	preempt_disable();
	preempt_enable();
	spin_unlock(&lock);
	mutex_lock(&inner);
	msleep(1);
	mutex_unlock(&inner);
	local_irq_save(flags);
	local_irq_restore(flags);
	local_bh_disable();
	local_bh_enable();
	get_cpu();
	put_cpu();
	might_sleep();
	buffer = kmalloc(16, GFP_KERNEL);
	kfree(buffer);
	mutex_unlock(&outer);
	return 0;
}

static void __exit demo_exit(void)
{
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
