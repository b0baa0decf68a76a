/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_ASM_CURRENT_H
#define _LOCKSTEP_ASM_CURRENT_H

struct task_struct;

extern struct task_struct *get_current(void);
#define current get_current()

#endif
