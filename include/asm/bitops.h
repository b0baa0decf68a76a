/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_ASM_BITOPS_H
#define _LOCKSTEP_ASM_BITOPS_H

#ifndef _LOCKSTEP_LINUX_BITOPS_H
#error "only <linux/bitops.h> can be included directly, not <asm/bitops.h>"
#endif

/* One step each. The tests are fully ordered, the others order nothing, unless their name says otherwise. */
extern void set_bit(long nr, volatile unsigned long *addr);
extern void clear_bit(long nr, volatile unsigned long *addr);
extern void change_bit(long nr, volatile unsigned long *addr);
extern bool test_and_set_bit(long nr, volatile unsigned long *addr);
extern bool test_and_clear_bit(long nr, volatile unsigned long *addr);
extern bool test_and_change_bit(long nr, volatile unsigned long *addr);
extern bool test_and_set_bit_lock(long nr, volatile unsigned long *addr);
extern void clear_bit_unlock(long nr, volatile unsigned long *addr);
extern void __clear_bit_unlock(long nr, volatile unsigned long *addr);
extern bool test_bit(unsigned long nr, const volatile unsigned long *addr);
extern bool test_bit_acquire(unsigned long nr, const volatile unsigned long *addr);

/* The word is loaded, changed, and stored. */
#define __lockstep_plain_bit(nr, addr, op, mask)                                                             \
	do {                                                                                                 \
		unsigned long __lockstep_nr = (nr);                                                          \
		unsigned long *__lockstep_word = (unsigned long *)(addr) + BIT_WORD(__lockstep_nr);          \
		*__lockstep_word op mask(BIT_MASK(__lockstep_nr));                                           \
	} while (0)
#define __lockstep_plain_test(nr, addr, op, mask)                                                            \
	({                                                                                                   \
		unsigned long __lockstep_nr = (nr);                                                          \
		unsigned long *__lockstep_word = (unsigned long *)(addr) + BIT_WORD(__lockstep_nr);          \
		unsigned long __lockstep_old = *__lockstep_word;                                             \
		*__lockstep_word = __lockstep_old op mask(BIT_MASK(__lockstep_nr));                          \
		(__lockstep_old & BIT_MASK(__lockstep_nr)) != 0;                                             \
	})

#define __set_bit(nr, addr) __lockstep_plain_bit(nr, addr, |=, )
#define __clear_bit(nr, addr) __lockstep_plain_bit(nr, addr, &=, ~)
#define __change_bit(nr, addr) __lockstep_plain_bit(nr, addr, ^=, )
#define __test_and_set_bit(nr, addr) __lockstep_plain_test(nr, addr, |, )
#define __test_and_clear_bit(nr, addr) __lockstep_plain_test(nr, addr, &, ~)
#define __test_and_change_bit(nr, addr) __lockstep_plain_test(nr, addr, ^, )

#endif
