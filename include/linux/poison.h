/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_POISON_H
#define _LOCKSTEP_LINUX_POISON_H

/* Addresses that no access may reach, left in the links of an entry that is off its list. */
#define POISON_POINTER_DELTA 0xdead000000000000UL
#define LIST_POISON1 ((void *)(0x100 + POISON_POINTER_DELTA))
#define LIST_POISON2 ((void *)(0x122 + POISON_POINTER_DELTA))
#define POISON_FREE 0x6b
#define POISON_INUSE 0x5a

#endif
