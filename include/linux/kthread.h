/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_KTHREAD_H
#define _LOCKSTEP_LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/sched.h>
#include <linux/workqueue.h>
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

/* A thread that parks stands still, without ending, until it is unparked. */
extern int kthread_park(struct task_struct *task);
extern void kthread_unpark(struct task_struct *task);
extern void kthread_parkme(void);
extern bool kthread_should_park(void);
#define kthread_should_stop_or_park() (kthread_should_stop() || kthread_should_park())

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

/* A worker is a queue whose items run one at a time, in the order in which they were queued. */
struct kthread_worker {
	u32 magic;
	u32 id;
	u32 flags;
	u32 max_active;
	struct task_struct *task;
};

struct kthread_work;
typedef void (*kthread_work_func_t)(struct kthread_work *work);

struct kthread_work {
	u32 magic;
	u32 id;
	kthread_work_func_t func;
	struct list_head node;
};

struct kthread_delayed_work {
	struct kthread_work work;
	struct timer_list timer;
};

#define KTHREAD_WORK_INIT(name, function) { .magic = LOCKSTEP_WORK_MAGIC, .func = (function) }
#define KTHREAD_DELAYED_WORK_INIT(name, function) { .work = KTHREAD_WORK_INIT((name).work, (function)) }
#define DEFINE_KTHREAD_WORK(name, function) struct kthread_work name = KTHREAD_WORK_INIT(name, function)
#define DEFINE_KTHREAD_DELAYED_WORK(name, function)                                                          \
	struct kthread_delayed_work name = KTHREAD_DELAYED_WORK_INIT(name, function)

extern struct kthread_worker *__lockstep_create_worker(unsigned int flags);
#define kthread_create_worker(flags, namefmt, ...) __lockstep_create_worker(flags)
#define kthread_run_worker(flags, namefmt, ...) __lockstep_create_worker(flags)
#define kthread_create_worker_on_cpu(cpu, flags, namefmt, ...) ((void)(cpu), __lockstep_create_worker(flags))

#define __lockstep_worker_queue(worker) ((struct workqueue_struct *)(worker))
#define __lockstep_worker_item(item) ((struct work_struct *)(item))
#define __lockstep_worker_delayed(item) ((struct delayed_work *)(item))
#define kthread_init_work(item, function)                                                                    \
	__lockstep_init_work(__lockstep_worker_item(item), (work_func_t)(function))
#define kthread_init_delayed_work(item, function)                                                            \
	__lockstep_init_delayed_work(__lockstep_worker_delayed(item), (work_func_t)(function))
#define kthread_queue_work(worker, item)                                                                     \
	queue_work(__lockstep_worker_queue(worker), __lockstep_worker_item(item))
#define kthread_queue_delayed_work(worker, item, delay)                                                      \
	queue_delayed_work(__lockstep_worker_queue(worker), __lockstep_worker_delayed(item), delay)
#define kthread_mod_delayed_work(worker, item, delay)                                                        \
	mod_delayed_work(__lockstep_worker_queue(worker), __lockstep_worker_delayed(item), delay)
#define kthread_flush_work(item) ((void)flush_work(__lockstep_worker_item(item)))
#define kthread_cancel_work_sync(item) cancel_work_sync(__lockstep_worker_item(item))
#define kthread_cancel_delayed_work_sync(item) cancel_delayed_work_sync(__lockstep_worker_delayed(item))
#define kthread_flush_worker(worker) flush_workqueue(__lockstep_worker_queue(worker))
#define kthread_destroy_worker(worker) destroy_workqueue(__lockstep_worker_queue(worker))

#endif
