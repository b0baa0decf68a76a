/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LOCKSTEP_ATOMIC_H
#define _LOCKSTEP_LOCKSTEP_ATOMIC_H

/*
 * The doors of atomic operations. Each call is one operation on one object, performed as a whole.
 *
 * A call says what to do by three small numbers: an operation (ADD ..), an ordering (RELAXED ..), and, for a
 * guarded addition, the condition under which nothing is stored. All return the value found before the
 * operation; the macros of linux/atomic.h derive every other result from it. An operation that stores nothing
 * (a failed compare or a guard that holds) orders nothing, as in Linux.
 */

#include <linux/types.h>

#define LOCKSTEP_ADD 0
#define LOCKSTEP_SUB 1
#define LOCKSTEP_AND 2
#define LOCKSTEP_OR 3
#define LOCKSTEP_XOR 4
#define LOCKSTEP_ANDNOT 5

#define LOCKSTEP_RELAXED 0
#define LOCKSTEP_ACQUIRE 1
#define LOCKSTEP_RELEASE 2
#define LOCKSTEP_FULL 3

#define LOCKSTEP_UNLESS_NEGATIVE 0 /* nothing is stored if the value found is below 0 */
#define LOCKSTEP_UNLESS_POSITIVE 1 /* nothing is stored if the value found is above 0 */
#define LOCKSTEP_UNLESS_BELOW 2 /* nothing is stored if the result would be below 0 */

extern int __lockstep_atomic32_fetch(atomic_t *v, int op, int operand, int order);
extern int __lockstep_atomic32_xchg(atomic_t *v, int value, int order);
extern int __lockstep_atomic32_cmpxchg(atomic_t *v, int expected, int value, int order);
/* Adds unless the value found equals `unless`. */
extern int __lockstep_atomic32_unless(atomic_t *v, int add, int unless, int order);
/* Adds unless the guard, one of LOCKSTEP_UNLESS_*, holds. */
extern int __lockstep_atomic32_guarded(atomic_t *v, int add, int guard, int order);

extern s64 __lockstep_atomic64_fetch(atomic64_t *v, int op, s64 operand, int order);
extern s64 __lockstep_atomic64_xchg(atomic64_t *v, s64 value, int order);
extern s64 __lockstep_atomic64_cmpxchg(atomic64_t *v, s64 expected, s64 value, int order);
extern s64 __lockstep_atomic64_unless(atomic64_t *v, s64 add, s64 unless, int order);
extern s64 __lockstep_atomic64_guarded(atomic64_t *v, s64 add, int guard, int order);

/* What the object holds after a sum or difference, which wraps around. */
#define __lockstep_wrap_int(a, op, b) ((int)((unsigned int)(a)op(unsigned int)(b)))
#define __lockstep_wrap_long(a, op, b) ((long)((unsigned long)(a)op(unsigned long)(b)))
#define __lockstep_wrap_s64(a, op, b) ((s64)((u64)(a)op(u64)(b)))

/* The same on a plain integer or pointer of 1, 2, 4 or 8 bytes; the value found is zero-extended. */
extern unsigned long __lockstep_xchg(volatile void *object, unsigned long size, unsigned long value,
				     int order);
extern unsigned long __lockstep_cmpxchg(volatile void *object, unsigned long size, unsigned long expected,
					unsigned long value, int order);

#endif
