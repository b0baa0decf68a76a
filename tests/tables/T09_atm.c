// SPDX-License-Identifier: MIT OR Apache-2.0
/* An account with 105: a withdrawal of 100 and a fee of 10 are checked and booked at the same time. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int balance = 105;
static int paid;
static int charged;

static int withdraw(void *unused)
{
	int rest;

	if (balance >= 100) {
		rest = balance - 100;
		balance = rest;
		paid = 100;
	}
	return 0;
}

static int charge(void *unused)
{
	int rest;

	if (balance >= 10) {
		rest = balance - 10;
		balance = rest;
		charged = 10;
	}
	return 0;
}

static int __init start(void)
{
	if (IS_ERR(kthread_run(withdraw, NULL, "withdraw")))
		return -ENOMEM;
	if (IS_ERR(kthread_run(charge, NULL, "charge")))
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
