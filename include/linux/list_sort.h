/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_LIST_SORT_H
#define _LOCKSTEP_LINUX_LIST_SORT_H

#include <linux/list.h>

typedef int (*list_cmp_func_t)(void *priv, const struct list_head *a, const struct list_head *b);

/* Stable. `compare` is above 0 if `a` has to stand behind `b`. */
static inline void list_sort(void *priv, struct list_head *head, list_cmp_func_t compare)
{
	/* Merges neighbouring runs of 1, 2, 4 .. entries, from one list into the other. */
	for (unsigned long run = 1, merges = 2; merges > 1; run *= 2) {
		struct list_head left, done;

		INIT_LIST_HEAD(&left);
		INIT_LIST_HEAD(&done);
		for (merges = 0; !list_empty(head); merges++) {
			unsigned long a = run, b = run;

			while (a && !list_empty(head)) {
				list_move_tail(head->next, &left);
				a--;
			}
			while (!list_empty(&left) || (b && !list_empty(head))) {
				if (list_empty(&left) ||
				    (b && !list_empty(head) && compare(priv, left.next, head->next) > 0)) {
					list_move_tail(head->next, &done);
					b--;
				} else {
					list_move_tail(left.next, &done);
				}
			}
		}
		list_splice(&done, head);
	}
}

#endif
