// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A cash machine pays 100 out of an account of 105 while the bank takes a fee of 10. Both ask whether there is enough,
 * subtract, and store, and in between comes the other: the customer gets the 100, pays the 10, and has 95 or 5 left. No
 * single number is wrong, since 95 and 5 are also what is left if only one of both is allowed. What cannot change is
 * the sum of what is left, what was paid and what the fee was: it was 105 and must be 105. cash_machine.c makes the
 * question and the subtraction one step.
 *
 *     lockstep run examples/bank/cash_machine_bug.c
 *     lockstep check examples/bank/cash_machine_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

#define FUNDS 105
#define WITHDRAWAL 100
#define FEE 10

static int balance = FUNDS;
static int paid, fee;
static DECLARE_COMPLETION(done);

/* Whether the account had this much, which is gone from it then. */
static bool deduct(int amount)
{
	int total = balance;

	if (total < amount)
		return false;
	total -= amount;
	balance = total;
	return true;
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
	pr_info("cash_machine_bug: balance %d, paid %d, fee %d\n", balance, paid, fee);
	BUG_ON(balance + paid + fee != FUNDS);
}

module_init(cash_machine_init);
module_exit(cash_machine_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Checks, then acts");
