// SPDX-License-Identifier: MIT OR Apache-2.0
/* A reader that wants to write takes the lock again, for writing. */
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_RWLOCK(lock);
static int entries;

static int __init test_init(void)
{
	read_lock(&lock);
	if (entries == 0) {
		write_lock(&lock); //~ ERROR deadlock
		entries = 1;
		write_unlock(&lock);
	}
	read_unlock(&lock);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
