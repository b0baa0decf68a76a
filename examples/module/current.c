// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * `current` is the task that runs on this CPU. In init that is insmod, in a kernel thread the thread itself. In an
 * interrupt handler it is whoever happened to be interrupted, who has nothing to do with the interrupt: a handler
 * asks in_interrupt() before it believes `current`.
 *
 *     lockstep run examples/module/current.c
 *     lockstep check examples/module/current.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

#define LINE 7

static DECLARE_COMPLETION(told);

static void tell(const char *where)
{
	pr_info("current: in %s: the process is [%s] [%i]\n", where, current->comm, current->pid);
}

static irqreturn_t handler(int line, void *dev)
{
	if (in_interrupt())
		pr_info("current: in the handler of line %d: nobody's process\n", line);
	return IRQ_HANDLED;
}

static int teller(void *unused)
{
	tell("the thread");
	complete(&told);
	return 0;
}

static int __init current_init(void)
{
	struct task_struct *task;
	int error;

	tell("init");
	error = request_irq(LINE, handler, 0, "current", &told);
	if (error)
		return error;
	task = kthread_run(teller, NULL, "teller");
	if (IS_ERR(task)) {
		free_irq(LINE, &told);
		return PTR_ERR(task);
	}
	return 0;
}

static void __exit current_exit(void)
{
	wait_for_completion(&told);
	free_irq(LINE, &told);
	tell("exit");
}

module_init(current_init);
module_exit(current_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Tells who runs its functions");
