/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SCHED_H
#define _LOCKSTEP_LINUX_SCHED_H

#include <asm/current.h>
#include <asm/processor.h>
#include <linux/jiffies.h>
#include <linux/preempt.h>
#include <linux/sched/prio.h>
#include <linux/smp.h>
#include <linux/spinlock_types.h>
#include <linux/types.h>

#define TASK_RUNNING 0x0000
#define TASK_INTERRUPTIBLE 0x0001
#define TASK_UNINTERRUPTIBLE 0x0002
#define __TASK_STOPPED 0x0004
#define __TASK_TRACED 0x0008
#define EXIT_DEAD 0x0010
#define EXIT_ZOMBIE 0x0020
#define TASK_PARKED 0x0040
#define TASK_DEAD 0x0080
#define TASK_WAKEKILL 0x0100
#define TASK_NOLOAD 0x0400
#define TASK_NEW 0x0800
#define TASK_KILLABLE (TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_STOPPED (TASK_WAKEKILL | __TASK_STOPPED)
#define TASK_IDLE (TASK_UNINTERRUPTIBLE | TASK_NOLOAD)
#define TASK_NORMAL (TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)

#define PF_KTHREAD 0x00200000

#define TASK_COMM_LEN 16
#define MAX_SCHEDULE_TIMEOUT 0x7fffffffffffffffL

struct mm_struct;

struct task_struct {
	unsigned int __state;
	unsigned int flags;
	pid_t pid;
	pid_t tgid;
	int prio;
	int static_prio;
	int normal_prio;
	unsigned int policy;
	char comm[TASK_COMM_LEN];
	struct mm_struct *mm;
	struct task_struct *real_parent;
	struct task_struct *parent;
	struct task_struct *group_leader;
	struct mm_struct *active_mm;
	spinlock_t alloc_lock;
	unsigned long __lockstep_reserved[6];
};

/* The state of the current task, with the full barrier of set_current_state() if `ordered`. */
extern void __lockstep_set_current_state(unsigned int state, int ordered);
#define set_current_state(state) __lockstep_set_current_state(state, 1)
#define __set_current_state(state) __lockstep_set_current_state(state, 0)
#define get_current_state() READ_ONCE(current->__state)
#define task_is_running(task) (READ_ONCE((task)->__state) == TASK_RUNNING)

extern void schedule(void);
extern long schedule_timeout(long timeout);
extern long schedule_timeout_interruptible(long timeout);
extern long schedule_timeout_killable(long timeout);
extern long schedule_timeout_uninterruptible(long timeout);
extern void yield(void);
extern int cond_resched(void);
extern int wake_up_process(struct task_struct *task);
extern int wake_up_state(struct task_struct *task, unsigned int states);
extern bool need_resched(void);

/* Whether a signal is pending that ends a sleep in this state. kthreads get none but those that they allow. */
extern int __lockstep_signal_pending(struct task_struct *task, unsigned int state);
#define signal_pending(task) __lockstep_signal_pending(task, TASK_INTERRUPTIBLE)
#define fatal_signal_pending(task) __lockstep_signal_pending(task, TASK_KILLABLE)
#define signal_pending_state(state, task) __lockstep_signal_pending(task, state)
extern void allow_signal(int number);
extern void flush_signals(struct task_struct *task);
#define set_user_nice(task, nice) ((void)(task), (void)(nice))

struct cpumask;

extern unsigned int task_cpu(const struct task_struct *task);
/* Interrupts the CPU on which the task runs, if it runs, so that the CPU enters the kernel. */
extern void kick_process(struct task_struct *task);
extern int task_curr(const struct task_struct *task) __attribute__((
	__error__("is not exported to modules: no module may ask whether a task runs at this moment")));
extern int set_cpus_allowed_ptr(struct task_struct *task, const struct cpumask *mask);

#define task_pid_nr(task) ((task)->pid)
#define task_tgid_nr(task) ((task)->tgid)
#define task_pid_vnr(task) ((task)->pid)

#define task_state_to_char(task)                                                                             \
	((task)->__state == TASK_RUNNING ? 'R' : (task)->__state & TASK_INTERRUPTIBLE ? 'S' : 'D')
#define get_task_comm(buffer, task) (strscpy(buffer, (task)->comm, sizeof(buffer)), (buffer))
extern ssize_t strscpy(char *to, const char *from, size_t size);

#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#endif
