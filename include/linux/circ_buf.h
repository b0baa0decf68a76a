/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_CIRC_BUF_H
#define _LOCKSTEP_LINUX_CIRC_BUF_H

/* A ring of `size` bytes, a power of two: the producer moves head, the consumer moves tail. One byte stays free. */
struct circ_buf {
	char *buf;
	int head;
	int tail;
};

#define CIRC_CNT(head, tail, size) (((head) - (tail)) & ((size) - 1))
#define CIRC_SPACE(head, tail, size) CIRC_CNT((tail), (head) + 1, (size))

/* The same without going round the end of the buffer. */
#define CIRC_CNT_TO_END(head, tail, size)                                                                    \
	({                                                                                                   \
		int __lockstep_tail = (tail);                                                                \
		int __lockstep_end = (size) - __lockstep_tail;                                               \
		int __lockstep_count = CIRC_CNT(head, __lockstep_tail, size);                                \
		__lockstep_count < __lockstep_end ? __lockstep_count : __lockstep_end;                       \
	})
#define CIRC_SPACE_TO_END(head, tail, size)                                                                  \
	({                                                                                                   \
		int __lockstep_head = (head);                                                                \
		int __lockstep_end = (size) - __lockstep_head;                                               \
		int __lockstep_space = CIRC_SPACE(__lockstep_head, tail, size);                              \
		__lockstep_space < __lockstep_end ? __lockstep_space : __lockstep_end;                       \
	})

#endif
