/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_FIND_H
#define _LOCKSTEP_LINUX_FIND_H

/* The number of a bit in the first `size` bits, from `offset` on; `size` or more if there is none. */
extern unsigned long find_next_bit(const unsigned long *addr, unsigned long size, unsigned long offset);
extern unsigned long find_next_zero_bit(const unsigned long *addr, unsigned long size, unsigned long offset);
extern unsigned long find_next_and_bit(const unsigned long *a, const unsigned long *b, unsigned long size,
				       unsigned long offset);
extern unsigned long find_last_bit(const unsigned long *addr, unsigned long size);

#define find_first_bit(addr, size) find_next_bit(addr, size, 0)
#define find_first_zero_bit(addr, size) find_next_zero_bit(addr, size, 0)
#define find_first_and_bit(a, b, size) find_next_and_bit(a, b, size, 0)

#endif
