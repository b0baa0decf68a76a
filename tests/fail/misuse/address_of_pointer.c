// SPDX-License-Identifier: MIT OR Apache-2.0
/* The address of a pointer to a lock is passed where the pointer is meant; a cast keeps the compiler from saying so. */
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static spinlock_t *chosen = &lock;

static int __init test_init(void)
{
	spin_lock((spinlock_t *)&chosen); //~ ERROR misuse
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
