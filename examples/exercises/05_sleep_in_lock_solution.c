// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 5, solved: the memory is there before the lock is taken, and under the lock only pointers change.
 *
 *     lockstep run examples/exercises/05_sleep_in_lock_solution.c
 *     lockstep check examples/exercises/05_sleep_in_lock_solution.c
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

static DEFINE_SPINLOCK(lock);
static char *message;

static int post(const char *text)
{
	char *copy, *old;

	copy = kstrdup(text, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	spin_lock(&lock);
	old = message;
	message = copy;
	spin_unlock(&lock);
	kfree(old);
	return 0;
}

static int __init sleep_in_lock_init(void)
{
	return post("hello");
}

static void __exit sleep_in_lock_exit(void)
{
	pr_info("sleep_in_lock: %s\n", message);
	kfree(message);
}

module_init(sleep_in_lock_init);
module_exit(sleep_in_lock_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Keeps the last message");
