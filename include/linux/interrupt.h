/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_INTERRUPT_H
#define _LOCKSTEP_LINUX_INTERRUPT_H

#include <linux/atomic.h>
#include <linux/bottom_half.h>
#include <linux/container_of.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/irqreturn.h>
#include <linux/types.h>

#define IRQF_TRIGGER_NONE 0x00000000
#define IRQF_TRIGGER_RISING 0x00000001
#define IRQF_TRIGGER_FALLING 0x00000002
#define IRQF_TRIGGER_HIGH 0x00000004
#define IRQF_TRIGGER_LOW 0x00000008
#define IRQF_TRIGGER_MASK (IRQF_TRIGGER_HIGH | IRQF_TRIGGER_LOW | IRQF_TRIGGER_RISING | IRQF_TRIGGER_FALLING)
#define IRQF_TRIGGER_PROBE 0x00000010
#define IRQF_SHARED 0x00000080
#define IRQF_PROBE_SHARED 0x00000100
#define IRQF_TIMER 0x00014200
#define IRQF_PERCPU 0x00000400
#define IRQF_NOBALANCING 0x00000800
#define IRQF_ONESHOT 0x00002000
#define IRQF_NO_SUSPEND 0x00004000
#define IRQF_FORCE_RESUME 0x00008000
#define IRQF_NO_THREAD 0x00010000
#define IRQF_EARLY_RESUME 0x00020000
#define IRQF_COND_SUSPEND 0x00040000
#define IRQF_NO_AUTOEN 0x00080000

typedef irqreturn_t (*irq_handler_t)(int irq, void *dev);

#define IRQ_NOTCONNECTED (1U << 31)

/* The thread function runs in a thread of its own, whenever the handler returns IRQ_WAKE_THREAD; without a handler, always. */
extern int __must_check request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
					     unsigned long flags, const char *name, void *dev);
extern int __must_check request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
				    const char *name, void *dev);
extern int __must_check request_any_context_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
						const char *name, void *dev);
extern const void *free_irq(unsigned int irq, void *dev);
extern void disable_irq(unsigned int irq);
extern void disable_irq_nosync(unsigned int irq);
extern void enable_irq(unsigned int irq);

#define LOCKSTEP_TASKLET_MAGIC 0x534c0102u

struct tasklet_struct {
	u32 magic;
	u32 id;
	unsigned long state;
	atomic_t count;
	bool use_callback;
	union {
		void (*func)(unsigned long data);
		void (*callback)(struct tasklet_struct *tasklet);
	};
	unsigned long data;
};

#define __lockstep_tasklet_old(disabled, name, function, argument)                                           \
	struct tasklet_struct name = { .magic = LOCKSTEP_TASKLET_MAGIC, .count = { disabled },               \
				       .func = (function), .data = (argument) }
#define __lockstep_tasklet_new(disabled, name, function)                                                     \
	struct tasklet_struct name = { .magic = LOCKSTEP_TASKLET_MAGIC, .count = { disabled },               \
				       .use_callback = true, .callback = (function) }

/* With a third argument this is the form before Linux 5.9, whose function gets that argument. */
#define __lockstep_tasklet_form(one, two, three, form, ...) form
#define DECLARE_TASKLET(...)                                                                                 \
	__lockstep_tasklet_form(__VA_ARGS__, __lockstep_tasklet_old, __lockstep_tasklet_new, )(0, __VA_ARGS__)
#define DECLARE_TASKLET_DISABLED(...)                                                                        \
	__lockstep_tasklet_form(__VA_ARGS__, __lockstep_tasklet_old, __lockstep_tasklet_new, )(1, __VA_ARGS__)
#define DECLARE_TASKLET_OLD(name, function) __lockstep_tasklet_old(0, name, function, 0)
#define DECLARE_TASKLET_DISABLED_OLD(name, function) __lockstep_tasklet_old(1, name, function, 0)

#define from_tasklet(variable, tasklet, field) container_of(tasklet, __typeof__(*variable), field)

extern void tasklet_init(struct tasklet_struct *tasklet, void (*function)(unsigned long data),
			 unsigned long data);
extern void tasklet_setup(struct tasklet_struct *tasklet, void (*callback)(struct tasklet_struct *tasklet));
extern void tasklet_schedule(struct tasklet_struct *tasklet);
extern void tasklet_hi_schedule(struct tasklet_struct *tasklet);
extern void tasklet_disable(struct tasklet_struct *tasklet);
extern void tasklet_disable_in_atomic(struct tasklet_struct *tasklet);
extern void tasklet_disable_nosync(struct tasklet_struct *tasklet);
extern void tasklet_enable(struct tasklet_struct *tasklet);
extern void tasklet_kill(struct tasklet_struct *tasklet);
extern void tasklet_unlock_wait(struct tasklet_struct *tasklet);

#endif
