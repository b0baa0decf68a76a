// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A semaphore is given back twice: it has two units from then on, and lets two threads in at once. Nothing complains
 * where it happens, since a semaphore has no owner; the race is what shows. semaphore_paired.c gives it back once.
 *
 *     lockstep run examples/semaphore/semaphore_double_up_bug.c
 *     lockstep check examples/semaphore/semaphore_double_up_bug.c
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/semaphore.h>

static struct semaphore sem;
static int balance = 100;
static struct task_struct *alice_task, *bob_task;

static void withdraw(int amount)
{
	down(&sem);
	if (balance < amount) {
		up(&sem);
		return;
	}
	balance -= amount;
	up(&sem);
	up(&sem);
}

static int alice(void *unused)
{
	withdraw(10);
	withdraw(20);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int bob(void *unused)
{
	withdraw(20);
	withdraw(30);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init semaphore_double_up_bug_init(void)
{
	sema_init(&sem, 1);
	alice_task = kthread_run(alice, NULL, "alice");
	if (IS_ERR(alice_task))
		return PTR_ERR(alice_task);
	bob_task = kthread_run(bob, NULL, "bob");
	if (IS_ERR(bob_task)) {
		kthread_stop(alice_task);
		return PTR_ERR(bob_task);
	}
	return 0;
}

static void __exit semaphore_double_up_bug_exit(void)
{
	kthread_stop(bob_task);
	kthread_stop(alice_task);
	pr_info("semaphore_double_up_bug: %d left\n", balance);
}

module_init(semaphore_double_up_bug_init);
module_exit(semaphore_double_up_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Gives back a semaphore twice");
