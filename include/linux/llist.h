/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_LLIST_H
#define _LOCKSTEP_LINUX_LLIST_H

/*
 * Singly linked lists to which anyone may add without a lock, and which are taken as a whole: llist_add() and
 * llist_del_all() go together with nothing else. Taking one entry, llist_del_first(), allows one taker at a time.
 */

#include <linux/atomic.h>
#include <linux/container_of.h>
#include <linux/stddef.h>
#include <linux/types.h>

struct llist_head {
	struct llist_node *first;
};

struct llist_node {
	struct llist_node *next;
};

#define LLIST_HEAD_INIT(name) { NULL }
#define LLIST_HEAD(name) struct llist_head name = LLIST_HEAD_INIT(name)

#define llist_entry(pointer, type, member) container_of(pointer, type, member)
#define llist_next(node) ((node)->next)

static inline void init_llist_head(struct llist_head *list)
{
	list->first = NULL;
}

static inline bool llist_empty(const struct llist_head *list)
{
	return READ_ONCE(list->first) == NULL;
}

/* Whether the list was empty before. */
static inline bool llist_add_batch(struct llist_node *first, struct llist_node *last, struct llist_head *list)
{
	struct llist_node *found = READ_ONCE(list->first);

	do {
		last->next = found;
	} while (!try_cmpxchg(&list->first, &found, first));
	return found == NULL;
}

static inline bool llist_add(struct llist_node *node, struct llist_head *list)
{
	return llist_add_batch(node, node, list);
}

/* All entries, the one that was added last first. */
static inline struct llist_node *llist_del_all(struct llist_head *list)
{
	return xchg(&list->first, NULL);
}

static inline struct llist_node *llist_del_first(struct llist_head *list)
{
	struct llist_node *found = smp_load_acquire(&list->first);

	do {
		if (!found)
			break;
	} while (!try_cmpxchg(&list->first, &found, READ_ONCE(found->next)));
	return found;
}

static inline struct llist_node *llist_reverse_order(struct llist_node *list)
{
	struct llist_node *reversed = NULL;

	while (list) {
		struct llist_node *node = list;

		list = list->next;
		node->next = reversed;
		reversed = node;
	}
	return reversed;
}

#define __lockstep_llist_entry(pointer, entry, member)                                                       \
	({                                                                                                   \
		struct llist_node *__lockstep_node = (pointer);                                              \
		__lockstep_node ? llist_entry(__lockstep_node, __typeof__(*(entry)), member) : NULL;         \
	})

#define llist_for_each(at, node) for ((at) = (node); at; (at) = (at)->next)
#define llist_for_each_safe(at, following, node)                                                             \
	for ((at) = (node); (at) && ((following) = (at)->next, true); (at) = (following))
#define llist_for_each_entry(entry, node, member)                                                            \
	for ((entry) = __lockstep_llist_entry(node, entry, member); entry;                                   \
	     (entry) = __lockstep_llist_entry((entry)->member.next, entry, member))
#define llist_for_each_entry_safe(entry, following, node, member)                                            \
	for ((entry) = __lockstep_llist_entry(node, entry, member);                                          \
	     (entry) && ((following) = __lockstep_llist_entry((entry)->member.next, entry, member), true);   \
	     (entry) = (following))

#endif
