// SPDX-License-Identifier: MIT OR Apache-2.0
/* vmalloc() may sleep, and a spinlock is held. */
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

static DEFINE_SPINLOCK(lock);
static void *table;

static int __init test_init(void)
{
	spin_lock(&lock);
	table = vmalloc(100); //~ ERROR sleep-in-atomic
	spin_unlock(&lock);
	return 0;
}

static void __exit test_exit(void)
{
	vfree(table);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
