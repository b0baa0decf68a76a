// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A deposit reads the balance under the lock and stores what it made of it under the lock, but not in one piece: a
 * withdrawal in between is lost. There is no data race, since every access is locked. account.c is the repaired
 * one.
 *
 *     lockstep check examples/bugs/account_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DECLARE_COMPLETION(done);
static DEFINE_MUTEX(lock);
static int balance = 100;

static void add(int amount)
{
	int total;

	mutex_lock(&lock);
	total = balance;
	mutex_unlock(&lock);
	mutex_lock(&lock);
	balance = total + amount;
	mutex_unlock(&lock);
}

static int deposit(void *unused)
{
	add(50);
	complete(&done);
	return 0;
}

static int withdraw(void *unused)
{
	add(-30);
	complete(&done);
	return 0;
}

static int __init account_init(void)
{
	if (IS_ERR(kthread_run(deposit, NULL, "deposit")))
		complete(&done);
	if (IS_ERR(kthread_run(withdraw, NULL, "withdraw")))
		complete(&done);
	return 0;
}

static void __exit account_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	BUG_ON(balance != 120);
}

module_init(account_init);
module_exit(account_exit);

MODULE_LICENSE("Dual MIT/GPL");
