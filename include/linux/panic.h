/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_PANIC_H
#define _LOCKSTEP_LINUX_PANIC_H

#include <linux/compiler_types.h>

extern __printf(1, 2) __noreturn void panic(const char *format, ...);

#endif
