// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A counter of 64 bits, with the same operations under names that begin with atomic64_. 32 bits would overflow at
 * the second line.
 *
 *     lockstep run examples/atomic/atomic64.c
 *     lockstep check examples/atomic/atomic64.c
 */
#include <linux/atomic.h>
#include <linux/limits.h>
#include <linux/module.h>

static atomic64_t bytes = ATOMIC64_INIT(0);

static int __init atomic64_init(void)
{
	atomic64_set(&bytes, S32_MAX);
	pr_info("atomic64: %lld\n", (long long)atomic64_read(&bytes));
	atomic64_inc(&bytes);
	pr_info("atomic64: %lld\n", (long long)atomic64_read(&bytes));
	pr_info("atomic64: %lld\n", (long long)atomic64_add_return(1LL << 40, &bytes));
	pr_info("atomic64: it was %lld\n", (long long)atomic64_fetch_sub(1LL << 40, &bytes));
	pr_info("atomic64: it was %lld\n", (long long)atomic64_xchg(&bytes, -1));
	pr_info("atomic64: 0 after an increment: %d\n", atomic64_inc_and_test(&bytes));
	return 0;
}

static void __exit atomic64_exit(void)
{
}

module_init(atomic64_init);
module_exit(atomic64_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Counts with 64 bits");
