// SPDX-License-Identifier: MIT OR Apache-2.0
/* Memory is asked for with GFP_KERNEL, which may wait for other memory to be written out, with interrupts off. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static int __init demo_init(void)
{
	unsigned long flags;
	void *buffer;

	spin_lock_irqsave(&lock, flags); //~ ERROR sleep-in-atomic
	buffer = kmalloc(64, GFP_KERNEL); //~ ERROR sleep-in-atomic
	spin_unlock_irqrestore(&lock, flags);
	kfree(buffer);
	return 0;
}

static void __exit demo_exit(void)
{
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
