// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Atomic operations that return the old value: fetch_add, fetch_sub, xchg and cmpxchg. The last one stores the new
 * value only if it found the one that it was told, and the caller knows by what is returned.
 *
 *     lockstep run examples/atomic/atomic_fetch.c
 *     lockstep check examples/atomic/atomic_fetch.c
 */
#include <linux/atomic.h>
#include <linux/module.h>

static atomic_t value = ATOMIC_INIT(4);

static int __init atomic_fetch_init(void)
{
	int old;

	old = atomic_fetch_add(3, &value);
	pr_info("atomic_fetch: add 3: %d, then %d\n", old, atomic_read(&value));
	old = atomic_fetch_sub(2, &value);
	pr_info("atomic_fetch: subtract 2: %d, then %d\n", old, atomic_read(&value));
	old = atomic_xchg(&value, 10);
	pr_info("atomic_fetch: exchange for 10: %d, then %d\n", old, atomic_read(&value));
	old = atomic_cmpxchg(&value, 10, 20);
	pr_info("atomic_fetch: 20 if it is 10: %d, then %d\n", old, atomic_read(&value));
	old = atomic_cmpxchg(&value, 10, 30);
	pr_info("atomic_fetch: 30 if it is 10: %d, then %d\n", old, atomic_read(&value));
	return 0;
}

static void __exit atomic_fetch_exit(void)
{
}

module_init(atomic_fetch_init);
module_exit(atomic_fetch_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Changes an atomic counter and returns what was there");
