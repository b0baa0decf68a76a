/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_PANIC_H
#define _LOCKSTEP_LINUX_PANIC_H

#include <linux/compiler_types.h>

extern __printf(1, 2) __noreturn void panic(const char *format, ...);

#define TAINT_WARN 9
#define TAINT_OOT_MODULE 12
#define TAINT_TEST 18
enum lockdep_ok {
	LOCKDEP_STILL_OK,
	LOCKDEP_NOW_UNRELIABLE,
};
#define add_taint(flag, ok) ((void)(flag), (void)(ok))

#endif
