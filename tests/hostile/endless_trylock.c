// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 soft-lockup|hang|deadlock
/* A loop tries to take a lock that the loop itself holds. */
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);

static void attack(void)
{
	mutex_lock(&lock);
	while (!mutex_trylock(&lock))
		;
	mutex_unlock(&lock);
}

static int __init hostile_init(void)
{
	attack();
	return 0;
}

static void __exit hostile_exit(void)
{
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
