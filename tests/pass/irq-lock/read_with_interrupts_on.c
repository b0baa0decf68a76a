// SPDX-License-Identifier: MIT OR Apache-2.0
/* An interrupt reads under a lock that others read under, too: readers do not wait for readers. */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_RWLOCK(map);

static irqreturn_t handler(int irq, void *dev)
{
	read_lock(&map);
	read_unlock(&map);
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	read_lock(&map);
	read_unlock(&map);
	return request_irq(7, handler, 0, "map", &map);
}

static void __exit test_exit(void)
{
	free_irq(7, &map);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
