/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_TIMEX_H
#define _LOCKSTEP_LINUX_TIMEX_H

#include <asm/timex.h>

#define random_get_entropy() ((unsigned long)get_cycles())

#endif
