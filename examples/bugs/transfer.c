// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A transfer and the auditor hold the locks of both accounts at once. transfer_bug.c is the one that goes wrong.
 *
 *     lockstep check examples/bugs/transfer.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DECLARE_COMPLETION(done);
static DEFINE_MUTEX(a_lock);
static DEFINE_MUTEX(b_lock);
static int a = 60, b = 40;

static int transfer(void *unused)
{
	mutex_lock(&a_lock);
	mutex_lock(&b_lock);
	a -= 20;
	b += 20;
	mutex_unlock(&b_lock);
	mutex_unlock(&a_lock);
	complete(&done);
	return 0;
}

static int auditor(void *unused)
{
	int sum;

	mutex_lock(&a_lock);
	mutex_lock(&b_lock);
	sum = a + b;
	mutex_unlock(&b_lock);
	mutex_unlock(&a_lock);
	BUG_ON(sum != 100);
	complete(&done);
	return 0;
}

static int __init transfer_init(void)
{
	if (IS_ERR(kthread_run(transfer, NULL, "transfer")))
		complete(&done);
	if (IS_ERR(kthread_run(auditor, NULL, "auditor")))
		complete(&done);
	return 0;
}

static void __exit transfer_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(transfer_init);
module_exit(transfer_exit);

MODULE_LICENSE("Dual MIT/GPL");
