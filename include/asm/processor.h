/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_ASM_PROCESSOR_H
#define _LOCKSTEP_ASM_PROCESSOR_H

/* In a loop that awaits what another CPU does. */
extern void cpu_relax(void);

#endif
