/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_BIT_SPINLOCK_H
#define _LOCKSTEP_LINUX_BIT_SPINLOCK_H

#include <asm/processor.h>
#include <linux/bitops.h>
#include <linux/preempt.h>

/* One bit of a word as a lock. It guards nothing else of the word. */
static inline void bit_spin_lock(int bit, unsigned long *word)
{
	preempt_disable();
	while (test_and_set_bit_lock(bit, word)) {
		preempt_enable();
		while (test_bit(bit, word))
			cpu_relax();
		preempt_disable();
	}
}

static inline int bit_spin_trylock(int bit, unsigned long *word)
{
	preempt_disable();
	if (!test_and_set_bit_lock(bit, word))
		return 1;
	preempt_enable();
	return 0;
}

static inline void bit_spin_unlock(int bit, unsigned long *word)
{
	clear_bit_unlock(bit, word);
	preempt_enable();
}

#define __bit_spin_unlock(bit, word) bit_spin_unlock(bit, word)
#define bit_spin_is_locked(bit, word) test_bit(bit, word)

#endif
