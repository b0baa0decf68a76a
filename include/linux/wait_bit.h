/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_WAIT_BIT_H
#define _LOCKSTEP_LINUX_WAIT_BIT_H

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/wait.h>

/* One queue for all of them: who is woken looks again. */
extern struct wait_queue_head __lockstep_bit_queue;

#define __lockstep_wait_on_bit(state, condition)                                                             \
	({                                                                                                   \
		int __lockstep_bit_error = 0;                                                                \
		if ((state) & TASK_UNINTERRUPTIBLE)                                                          \
			wait_event(__lockstep_bit_queue, condition);                                         \
		else if (wait_event_interruptible(__lockstep_bit_queue, condition))                          \
			__lockstep_bit_error = -EINTR;                                                       \
		__lockstep_bit_error;                                                                        \
	})
#define wait_on_bit(word, bit, state)                                                                        \
	({                                                                                                   \
		unsigned long *__lockstep_bit_word = (word);                                                 \
		int __lockstep_bit_number = (bit);                                                           \
		__lockstep_wait_on_bit(state, !test_bit_acquire(__lockstep_bit_number, __lockstep_bit_word)); \
	})
#define wait_on_bit_io(word, bit, state) wait_on_bit(word, bit, state)
#define wait_on_bit_lock(word, bit, state)                                                                   \
	({                                                                                                   \
		unsigned long *__lockstep_bit_word = (word);                                                 \
		int __lockstep_bit_number = (bit);                                                           \
		__lockstep_wait_on_bit(state, !test_and_set_bit(__lockstep_bit_number, __lockstep_bit_word)); \
	})
#define wake_up_bit(word, bit) ((void)(word), (void)(bit), wake_up_all(&__lockstep_bit_queue))
#define clear_and_wake_up_bit(bit, word)                                                                     \
	do {                                                                                                 \
		unsigned long *__lockstep_cleared = (word);                                                  \
		clear_bit_unlock(bit, __lockstep_cleared);                                                   \
		wake_up_all(&__lockstep_bit_queue);                                                          \
	} while (0)
#define wait_var_event(variable, condition)                                                                  \
	do {                                                                                                 \
		(void)(variable);                                                                            \
		wait_event(__lockstep_bit_queue, condition);                                                 \
	} while (0)
#define wait_var_event_killable(variable, condition)                                                         \
	((void)(variable), wait_event_killable(__lockstep_bit_queue, condition))
#define wake_up_var(variable) ((void)(variable), wake_up_all(&__lockstep_bit_queue))

#endif
