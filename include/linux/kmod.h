/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_KMOD_H
#define _LOCKSTEP_LINUX_KMOD_H

#include <linux/errno.h>

/* There is no user space that would load the module. */
#define request_module(format, ...) (-ENOENT)
#define request_module_nowait(format, ...) (-ENOENT)
#define try_then_request_module(expression, ...) (expression)

#endif
