/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_ASM_ATOMIC_H
#define _LOCKSTEP_ASM_ATOMIC_H

#include <linux/atomic.h>

#endif
