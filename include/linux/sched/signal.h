/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SCHED_SIGNAL_H
#define _LOCKSTEP_LINUX_SCHED_SIGNAL_H

#include <linux/sched.h>
#include <linux/signal.h>

/* The task after this one; init_task after the last. Every process has one thread. */
extern struct task_struct *next_task(const struct task_struct *task);
#define next_thread(task) (task)
#define get_nr_threads(task) ((void)(task), 1)
#define thread_group_leader(task) ((void)(task), true)
#define thread_group_empty(task) ((void)(task), true)
#define for_each_process(task) for (task = &init_task; (task = next_task(task)) != &init_task;)
#define do_each_thread(group, task)                                                                          \
	for (group = task = &init_task; (group = task = next_task(group)) != &init_task;)                    \
		do
#define while_each_thread(group, task) while ((task = next_thread(task)) != group)
#define for_each_thread(process, task)                                                                       \
	for (int __lockstep_thread = (task = (process), 1); __lockstep_thread; __lockstep_thread = 0)
#define for_each_process_thread(process, task) for_each_process(process) for_each_thread(process, task)

/* A signal comes to a kthread only if it allows signals; every one is as that of Ctrl-C. */
extern int send_sig(int signal, struct task_struct *task, int privileged);
extern int send_sig_info(int signal, struct kernel_siginfo *info, struct task_struct *task);

#endif
