// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A cash machine pays 100 out of an account of 105 while the bank takes a fee of 10. Only one of both is possible;
 * which one depends on who comes first. A mutex makes the question and the subtraction one step, and the sum of what
 * is left, what was paid and what the fee was stays 105.
 *
 *     lockstep run examples/bank/cash_machine.c
 *     lockstep check examples/bank/cash_machine.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

#define FUNDS 105
#define WITHDRAWAL 100
#define FEE 10

static DEFINE_MUTEX(account_lock);
static int balance = FUNDS;
static int paid, fee;
static DECLARE_COMPLETION(done);

/* Whether the account had this much, which is gone from it then. */
static bool deduct(int amount)
{
	bool enough;

	mutex_lock(&account_lock);
	enough = balance >= amount;
	if (enough)
		balance -= amount;
	mutex_unlock(&account_lock);
	return enough;
}

static int withdraw(void *unused)
{
	if (deduct(WITHDRAWAL))
		paid = WITHDRAWAL;
	complete(&done);
	return 0;
}

static int charge(void *unused)
{
	if (deduct(FEE))
		fee = FEE;
	complete(&done);
	return 0;
}

static int __init cash_machine_init(void)
{
	if (IS_ERR(kthread_run(withdraw, NULL, "withdraw")))
		complete(&done);
	if (IS_ERR(kthread_run(charge, NULL, "charge")))
		complete(&done);
	return 0;
}

static void __exit cash_machine_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	pr_info("cash_machine: balance %d, paid %d, fee %d\n", balance, paid, fee);
	BUG_ON(balance + paid + fee != FUNDS);
}

module_init(cash_machine_init);
module_exit(cash_machine_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Checks and acts in one step");
