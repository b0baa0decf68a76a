/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_ASM_SEMAPHORE_H
#define _LOCKSTEP_ASM_SEMAPHORE_H

#include <linux/semaphore.h>

enum { __lockstep_old_semaphore __lockstep_removed("asm/semaphore.h was removed in 2.6.27: include linux/semaphore.h") };
_Static_assert(__lockstep_old_semaphore == 0, "");

#endif
