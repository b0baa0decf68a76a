// SPDX-License-Identifier: MIT OR Apache-2.0
/* A raw_spinlock_t inside another. */
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_RAW_SPINLOCK(chip);
static raw_spinlock_t list;

static int __init test_init(void)
{
	raw_spin_lock_init(&list);
	raw_spin_lock(&chip);
	raw_spin_lock(&list);
	raw_spin_unlock(&list);
	raw_spin_unlock(&chip);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
