// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Atomic operations that say something of what came out. The forms with _and_test are true if the new value is 0,
 * atomic_add_negative() if it is below 0. The answers are true, true, true, false, true, false.
 *
 *     lockstep run examples/atomic/atomic_test.c
 *     lockstep check examples/atomic/atomic_test.c
 */
#include <linux/atomic.h>
#include <linux/module.h>

static atomic_t value = ATOMIC_INIT(0);

static int __init atomic_test_init(void)
{
	pr_info("atomic_test: at first: %d\n", atomic_read(&value));
	atomic_set(&value, 4);
	pr_info("atomic_test: set to 4: %d\n", atomic_read(&value));

	pr_info("atomic_test: 4 - 4 is 0: %d\n", atomic_sub_and_test(4, &value));
	pr_info("atomic_test: 0 - 1 is negative: %d\n", atomic_add_negative(-1, &value));
	pr_info("atomic_test: -1 + 1 is 0: %d\n", atomic_inc_and_test(&value));
	pr_info("atomic_test: 0 + 1 is 0: %d\n", atomic_inc_and_test(&value));
	pr_info("atomic_test: 1 - 1 is 0: %d\n", atomic_dec_and_test(&value));
	pr_info("atomic_test: 0 - 1 is 0: %d\n", atomic_dec_and_test(&value));
	return 0;
}

static void __exit atomic_test_exit(void)
{
}

module_init(atomic_test_init);
module_exit(atomic_test_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Changes an atomic counter and tests the result");
