// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 6, solved: every way out of the function gives the lock back.
 *
 *     lockstep run examples/exercises/06_error_path_solution.c
 *     lockstep check examples/exercises/06_error_path_solution.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(account_lock);
static int balance = 10;
static DECLARE_COMPLETION(done);

static int take_out(int amount)
{
	mutex_lock(&account_lock);
	if (amount > balance) {
		mutex_unlock(&account_lock);
		return -EINVAL;
	}
	balance -= amount;
	mutex_unlock(&account_lock);
	return 0;
}

static int customer(void *unused)
{
	if (take_out(7))
		pr_info("error_path: too little money\n");
	complete(&done);
	return 0;
}

static int __init error_path_init(void)
{
	int i;

	for (i = 0; i < 2; i++)
		if (IS_ERR(kthread_run(customer, NULL, "customer/%d", i)))
			complete(&done);
	return 0;
}

static void __exit error_path_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	mutex_lock(&account_lock);
	pr_info("error_path: %d left\n", balance);
	mutex_unlock(&account_lock);
}

module_init(error_path_init);
module_exit(error_path_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Takes money out");
