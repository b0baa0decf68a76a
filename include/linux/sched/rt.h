/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SCHED_RT_H
#define _LOCKSTEP_LINUX_SCHED_RT_H

#include <linux/sched.h>

#define rt_task(task) ((task)->prio < 100)
#define sched_set_fifo(task) ((void)(task))
#define sched_set_fifo_low(task) ((void)(task))
#define sched_set_normal(task, nice) ((void)(task), (void)(nice))

#endif
