/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_TYPECHECK_H
#define _LOCKSTEP_LINUX_TYPECHECK_H

/* Warns, as the kernel's form does, if x is not of the type; makes no variable and evaluates nothing. */
#define typecheck(type, x) ((void)((__typeof__(type) *)0 == (__typeof__(x) *)0), 1)
#define typecheck_fn(type, function) ((void)sizeof((__typeof__(type) *)0 == &(function)))
#define typecheck_pointer(x) ((void)sizeof(*(x)))

#endif
