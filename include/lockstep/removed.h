/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_REMOVED_H
#define _LOCKSTEP_REMOVED_H

/*
 * Names that Linux has no more, in the form in which older texts give them. They work as they did, and the loader
 * notes once where the first use stands and what replaced it.
 *
 * A function, variable, member or type is marked where it is declared; for a macro a constant that it names is:
 *
 *     extern void init_MUTEX(struct semaphore *sem) __lockstep_removed("init_MUTEX was removed in 2.6.37: ...");
 *
 *     enum { __lockstep_gone __lockstep_removed("SPIN_LOCK_UNLOCKED was removed in 2.6.39: ...") };
 *     #define SPIN_LOCK_UNLOCKED { .magic = MAGIC + __lockstep_gone }
 *
 * The text reads on from `note: counter.c:12: `.
 */
#define __lockstep_removed(text) __attribute__((__deprecated__("Lockstep: " text)))

#endif
