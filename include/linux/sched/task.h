/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SCHED_TASK_H
#define _LOCKSTEP_LINUX_SCHED_TASK_H

#include <linux/sched.h>

extern struct task_struct init_task;

/* As long as somebody holds a reference, a task that has ended can be asked for what is left of it. */
extern struct task_struct *get_task_struct(struct task_struct *task);
extern void put_task_struct(struct task_struct *task);

/* They need linux/spinlock.h. */
#define task_lock(task) spin_lock(&(task)->alloc_lock)
#define task_unlock(task) spin_unlock(&(task)->alloc_lock)

#endif
