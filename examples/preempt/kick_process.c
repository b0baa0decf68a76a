// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Another CPU is told to look whether it has something better to do: a task that runs there enters the kernel, and
 * nothing else is to be seen. Preemption is off meanwhile, since otherwise the task could be moved between the two
 * sides of the comparison, and this CPU's number would be that of a CPU where it is no longer.
 *
 * The kernel's own kick_process() also asks task_curr(), whether the task is running at all. That function is not
 * exported, and neither may a module export the name kick_process again: it calls the kernel's.
 *
 *     lockstep run examples/preempt/kick_process.c
 *     lockstep check examples/preempt/kick_process.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/smp.h>

static DECLARE_COMPLETION(done);
static struct task_struct *task;

static void kick(struct task_struct *who)
{
	int cpu;

	preempt_disable();
	cpu = task_cpu(who);
	if (cpu != smp_processor_id())
		smp_send_reschedule(cpu);
	preempt_enable();
}

static int worker(void *unused)
{
	wait_for_completion(&done);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init kick_process_init(void)
{
	task = kthread_run(worker, NULL, "worker");
	if (IS_ERR(task))
		return PTR_ERR(task);
	complete(&done);
	kick(task);
	kick_process(task);
	pr_info("kick_process: %s is kicked\n", task->comm);
	return 0;
}

static void __exit kick_process_exit(void)
{
	kthread_stop(task);
}

module_init(kick_process_init);
module_exit(kick_process_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Makes another CPU look up");
