/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_WORKQUEUE_H
#define _LOCKSTEP_LINUX_WORKQUEUE_H

#include <linux/atomic.h>
#include <linux/container_of.h>
#include <linux/timer.h>
#include <linux/types.h>

#define LOCKSTEP_WORK_MAGIC 0x534c0103u
#define LOCKSTEP_WORKQUEUE_MAGIC 0x534c0104u

struct work_struct;
typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
	u32 magic;
	u32 id;
	work_func_t func;
	struct list_head entry;
};

struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
};

struct workqueue_struct {
	u32 magic;
	u32 id;
	u32 flags;
	u32 max_active;
};

#define WQ_UNBOUND 0x2
#define WQ_FREEZABLE 0x4
#define WQ_MEM_RECLAIM 0x8
#define WQ_HIGHPRI 0x10
#define WQ_CPU_INTENSIVE 0x20
#define WQ_SYSFS 0x40
#define WQ_POWER_EFFICIENT 0x80
#define WQ_PERCPU 0x100
#define __WQ_ORDERED 0x20000
#define WQ_MAX_ACTIVE 2048
#define WQ_DFL_ACTIVE 1024
#define WORK_CPU_UNBOUND (-1)
#define WORK_BUSY_PENDING 1
#define WORK_BUSY_RUNNING 2

#define __WORK_INITIALIZER(name, function) { .magic = LOCKSTEP_WORK_MAGIC, .func = (function) }
#define __DELAYED_WORK_INITIALIZER(name, function, flags) { .work = __WORK_INITIALIZER(name, function) }
#define DECLARE_WORK(name, function) struct work_struct name = __WORK_INITIALIZER(name, function)
#define DECLARE_DELAYED_WORK(name, function)                                                                 \
	struct delayed_work name = __DELAYED_WORK_INITIALIZER(name, function, 0)
#define DECLARE_DEFERRABLE_WORK(name, function) DECLARE_DELAYED_WORK(name, function)

extern void __lockstep_init_work(struct work_struct *work, work_func_t function);
extern void __lockstep_init_delayed_work(struct delayed_work *work, work_func_t function);
#define INIT_WORK(work, function) __lockstep_init_work(work, function)
#define INIT_WORK_ONSTACK(work, function) __lockstep_init_work(work, function)
#define INIT_DELAYED_WORK(work, function) __lockstep_init_delayed_work(work, function)
#define INIT_DELAYED_WORK_ONSTACK(work, function) __lockstep_init_delayed_work(work, function)
#define INIT_DEFERRABLE_WORK(work, function) __lockstep_init_delayed_work(work, function)
#define destroy_work_on_stack(work) ((void)(work))
#define destroy_delayed_work_on_stack(work) ((void)(work))

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

extern struct workqueue_struct *system_wq;
extern struct workqueue_struct *system_highpri_wq;
extern struct workqueue_struct *system_long_wq;
extern struct workqueue_struct *system_unbound_wq;
extern struct workqueue_struct *system_freezable_wq;
extern struct workqueue_struct *system_power_efficient_wq;

extern __printf(1, 4) struct workqueue_struct *alloc_workqueue(const char *format, unsigned int flags,
							       int max_active, ...);
#define alloc_ordered_workqueue(format, flags, ...)                                                          \
	alloc_workqueue(format, WQ_UNBOUND | __WQ_ORDERED | (flags), 1, ##__VA_ARGS__)
#define create_workqueue(name) alloc_workqueue("%s", WQ_MEM_RECLAIM, 1, name)
#define create_freezable_workqueue(name)                                                                     \
	alloc_workqueue("%s", WQ_FREEZABLE | WQ_UNBOUND | WQ_MEM_RECLAIM, 1, name)
#define create_singlethread_workqueue(name) alloc_ordered_workqueue("%s", WQ_MEM_RECLAIM, name)
extern void destroy_workqueue(struct workqueue_struct *queue);

extern bool queue_work(struct workqueue_struct *queue, struct work_struct *work);
extern bool queue_work_on(int cpu, struct workqueue_struct *queue, struct work_struct *work);
extern bool schedule_work(struct work_struct *work);
extern bool schedule_work_on(int cpu, struct work_struct *work);
extern bool queue_delayed_work(struct workqueue_struct *queue, struct delayed_work *work, unsigned long delay);
extern bool queue_delayed_work_on(int cpu, struct workqueue_struct *queue, struct delayed_work *work,
				  unsigned long delay);
extern bool schedule_delayed_work(struct delayed_work *work, unsigned long delay);
extern bool schedule_delayed_work_on(int cpu, struct delayed_work *work, unsigned long delay);
extern bool mod_delayed_work(struct workqueue_struct *queue, struct delayed_work *work, unsigned long delay);

extern bool cancel_work(struct work_struct *work);
extern bool cancel_work_sync(struct work_struct *work);
extern bool cancel_delayed_work(struct delayed_work *work);
extern bool cancel_delayed_work_sync(struct delayed_work *work);
extern bool flush_work(struct work_struct *work);
extern bool flush_delayed_work(struct delayed_work *work);
extern void flush_workqueue(struct workqueue_struct *queue);
extern void flush_scheduled_work(void);
extern void drain_workqueue(struct workqueue_struct *queue);

extern unsigned int work_busy(struct work_struct *work);
extern bool work_pending(struct work_struct *work);
extern bool delayed_work_pending(struct delayed_work *work);
extern struct work_struct *current_work(void);

#endif
