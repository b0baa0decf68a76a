// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Atomic operations that return the new value: what this caller made of the counter, whatever others do to it
 * meanwhile. Reading it afterwards would be a second step. The values are 0, 4, 7, 5, 6 and 5.
 *
 *     lockstep run examples/atomic/atomic_return.c
 *     lockstep check examples/atomic/atomic_return.c
 */
#include <linux/atomic.h>
#include <linux/module.h>

static atomic_t value = ATOMIC_INIT(0);

static int __init atomic_return_init(void)
{
	pr_info("atomic_return: at first: %d\n", atomic_read(&value));
	atomic_set(&value, 4);
	pr_info("atomic_return: set to 4: %d\n", atomic_read(&value));

	pr_info("atomic_return: 3 added: %d\n", atomic_add_return(3, &value));
	pr_info("atomic_return: 2 subtracted: %d\n", atomic_sub_return(2, &value));
	pr_info("atomic_return: incremented: %d\n", atomic_inc_return(&value));
	pr_info("atomic_return: decremented: %d\n", atomic_dec_return(&value));
	return 0;
}

static void __exit atomic_return_exit(void)
{
}

module_init(atomic_return_init);
module_exit(atomic_return_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Changes an atomic counter and returns the result");
