/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_KTHREAD_H
#define _LOCKSTEP_LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/sched.h>
#include <lockstep/removed.h>

struct completion;

#define NUMA_NO_NODE (-1)

extern __printf(4, 5) struct task_struct *kthread_create_on_node(int (*threadfn)(void *data), void *data,
								 int node, const char namefmt[], ...);
extern int kthread_stop(struct task_struct *task);
extern bool kthread_should_stop(void);
extern void __noreturn kthread_exit(long result);
extern void __noreturn kthread_complete_and_exit(struct completion *done, long result);
extern void __noreturn complete_and_exit(struct completion *done, long result)
	__lockstep_removed("complete_and_exit() was renamed in 5.17: write kthread_complete_and_exit()");
extern void __noreturn do_exit(long result)
	__attribute__((__error__("cannot be called by modules since 5.17: write kthread_exit(), or return")));
extern void kthread_bind(struct task_struct *task, unsigned int cpu);

#define kthread_create(threadfn, data, namefmt, ...)                                                         \
	kthread_create_on_node(threadfn, data, NUMA_NO_NODE, namefmt, ##__VA_ARGS__)

#define kthread_run(threadfn, data, namefmt, ...)                                                            \
	({                                                                                                   \
		struct task_struct *__lockstep_task =                                                        \
			kthread_create(threadfn, data, namefmt, ##__VA_ARGS__);                              \
		if (!IS_ERR(__lockstep_task))                                                                \
			wake_up_process(__lockstep_task);                                                    \
		__lockstep_task;                                                                             \
	})

/* The name's one conversion, %u, is given the CPU. */
#define kthread_create_on_cpu(threadfn, data, cpu, namefmt)                                                  \
	({                                                                                                   \
		unsigned int __lockstep_cpu = (cpu);                                                         \
		struct task_struct *__lockstep_bound = kthread_create(threadfn, data, namefmt, __lockstep_cpu); \
		if (!IS_ERR(__lockstep_bound))                                                               \
			kthread_bind(__lockstep_bound, __lockstep_cpu);                                      \
		__lockstep_bound;                                                                            \
	})
#define kthread_run_on_cpu(threadfn, data, cpu, namefmt)                                                     \
	({                                                                                                   \
		struct task_struct *__lockstep_task = kthread_create_on_cpu(threadfn, data, cpu, namefmt);   \
		if (!IS_ERR(__lockstep_task))                                                                \
			wake_up_process(__lockstep_task);                                                    \
		__lockstep_task;                                                                             \
	})

#endif
