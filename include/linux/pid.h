/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_PID_H
#define _LOCKSTEP_LINUX_PID_H

#include <linux/types.h>

enum pid_type {
	PIDTYPE_PID,
	PIDTYPE_TGID,
	PIDTYPE_PGID,
	PIDTYPE_SID,
	PIDTYPE_MAX,
};

struct pid {
	pid_t nr;
};

struct task_struct;

/* NULL: no task has this number. */
extern struct pid *find_vpid(int number);
#define find_get_pid(number) find_vpid(number)
#define find_pid_ns(number, ns) ((void)(ns), find_vpid(number))
#define get_pid(pid) (pid)
#define put_pid(pid) ((void)(pid))
#define pid_nr(pid) ((pid)->nr)
#define pid_vnr(pid) ((pid)->nr)
extern struct task_struct *pid_task(struct pid *pid, enum pid_type type);
#define task_pid(task) ((struct pid *)&(task)->pid)
#define get_pid_task(pid, type)                                                                              \
	({                                                                                                   \
		struct task_struct *__lockstep_found = pid_task(pid, type);                                  \
		__lockstep_found ? get_task_struct(__lockstep_found) : __lockstep_found;                     \
	})
extern int send_sig(int signal, struct task_struct *task, int privileged);
#define kill_pid(pid, signal, privileged)                                                                    \
	({                                                                                                   \
		struct task_struct *__lockstep_killed = pid_task(pid, PIDTYPE_PID);                          \
		__lockstep_killed ? send_sig(signal, __lockstep_killed, privileged) : -3;                    \
	})

#endif
