// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * An atomic counter and its basic operations: set, decrement, increment, add, subtract. Each is one step that nobody
 * else can come between; reading and setting are the only two that need no more than an ordinary load and store. The
 * values are 0, 4, 3, 4, 7 and 5.
 *
 *     lockstep run examples/atomic/atomic_basic.c
 *     lockstep check examples/atomic/atomic_basic.c
 */
#include <linux/atomic.h>
#include <linux/module.h>

static atomic_t value = ATOMIC_INIT(0);

static int __init atomic_basic_init(void)
{
	pr_info("atomic_basic: at first: %d\n", atomic_read(&value));
	atomic_set(&value, 4);
	pr_info("atomic_basic: set to 4: %d\n", atomic_read(&value));
	atomic_dec(&value);
	pr_info("atomic_basic: decremented: %d\n", atomic_read(&value));
	atomic_inc(&value);
	pr_info("atomic_basic: incremented: %d\n", atomic_read(&value));
	atomic_add(3, &value);
	pr_info("atomic_basic: 3 added: %d\n", atomic_read(&value));
	atomic_sub(2, &value);
	pr_info("atomic_basic: 2 subtracted: %d\n", atomic_read(&value));
	return 0;
}

static void __exit atomic_basic_exit(void)
{
}

module_init(atomic_basic_init);
module_exit(atomic_basic_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Sets and changes an atomic counter");
