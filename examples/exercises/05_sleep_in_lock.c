// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 5. A message is copied to a place that is allocated under a spinlock. Who may not sleep there, and why does
 * it almost always work? Allocate where it is allowed.
 *
 *     lockstep run examples/exercises/05_sleep_in_lock.c
 *     lockstep check examples/exercises/05_sleep_in_lock.c
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

	spin_lock(&lock);
	/* TODO: kstrdup() with GFP_KERNEL may sleep. */
	copy = kstrdup(text, GFP_KERNEL);
	old = message;
	message = copy;
	spin_unlock(&lock);
	kfree(old);
	return copy ? 0 : -ENOMEM;
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
