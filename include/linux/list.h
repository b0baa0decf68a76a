/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_LIST_H
#define _LOCKSTEP_LINUX_LIST_H

/*
 * Circular doubly linked lists whose links live inside the entries.
 *
 * All of it is inline C, so that the accesses are the module's own and the checker sees each. Stores that a
 * lockless reader may meet are marked, and so are the reads with which list_empty() may look without a lock.
 */

#include <linux/container_of.h>
#include <linux/poison.h>
#include <linux/types.h>

#define LIST_HEAD_INIT(name) { &(name), &(name) }
#define LIST_HEAD(name) struct list_head name = LIST_HEAD_INIT(name)

static inline void INIT_LIST_HEAD(struct list_head *list)
{
	WRITE_ONCE(list->next, list);
	WRITE_ONCE(list->prev, list);
}

static inline void __list_add(struct list_head *entry, struct list_head *prev, struct list_head *next)
{
	next->prev = entry;
	entry->next = next;
	entry->prev = prev;
	WRITE_ONCE(prev->next, entry);
}

static inline void list_add(struct list_head *entry, struct list_head *head)
{
	__list_add(entry, head, head->next);
}

static inline void list_add_tail(struct list_head *entry, struct list_head *head)
{
	__list_add(entry, head->prev, head);
}

static inline void __list_del(struct list_head *prev, struct list_head *next)
{
	next->prev = prev;
	WRITE_ONCE(prev->next, next);
}

static inline void __list_del_entry(struct list_head *entry)
{
	__list_del(entry->prev, entry->next);
}

static inline void list_del(struct list_head *entry)
{
	__list_del_entry(entry);
	entry->next = LIST_POISON1;
	entry->prev = LIST_POISON2;
}

static inline void list_del_init(struct list_head *entry)
{
	__list_del_entry(entry);
	INIT_LIST_HEAD(entry);
}

static inline void list_replace(struct list_head *old, struct list_head *entry)
{
	entry->next = old->next;
	entry->next->prev = entry;
	entry->prev = old->prev;
	entry->prev->next = entry;
}

static inline void list_replace_init(struct list_head *old, struct list_head *entry)
{
	list_replace(old, entry);
	INIT_LIST_HEAD(old);
}

static inline void list_move(struct list_head *entry, struct list_head *head)
{
	__list_del_entry(entry);
	list_add(entry, head);
}

static inline void list_move_tail(struct list_head *entry, struct list_head *head)
{
	__list_del_entry(entry);
	list_add_tail(entry, head);
}

static inline int list_is_head(const struct list_head *entry, const struct list_head *head)
{
	return entry == head;
}

static inline int list_is_first(const struct list_head *entry, const struct list_head *head)
{
	return entry->prev == head;
}

static inline int list_is_last(const struct list_head *entry, const struct list_head *head)
{
	return entry->next == head;
}

static inline int list_empty(const struct list_head *head)
{
	return READ_ONCE(head->next) == head;
}

static inline int list_is_singular(const struct list_head *head)
{
	return !list_empty(head) && head->next == head->prev;
}

static inline void __list_splice(const struct list_head *list, struct list_head *prev, struct list_head *next)
{
	struct list_head *first = list->next;
	struct list_head *last = list->prev;

	first->prev = prev;
	prev->next = first;
	last->next = next;
	next->prev = last;
}

static inline void list_splice(const struct list_head *list, struct list_head *head)
{
	if (!list_empty(list))
		__list_splice(list, head, head->next);
}

static inline void list_splice_tail(struct list_head *list, struct list_head *head)
{
	if (!list_empty(list))
		__list_splice(list, head->prev, head);
}

static inline void list_splice_init(struct list_head *list, struct list_head *head)
{
	if (!list_empty(list)) {
		__list_splice(list, head, head->next);
		INIT_LIST_HEAD(list);
	}
}

static inline void list_splice_tail_init(struct list_head *list, struct list_head *head)
{
	if (!list_empty(list)) {
		__list_splice(list, head->prev, head);
		INIT_LIST_HEAD(list);
	}
}

#define list_entry(pointer, type, member) container_of(pointer, type, member)
#define list_first_entry(head, type, member) list_entry((head)->next, type, member)
#define list_last_entry(head, type, member) list_entry((head)->prev, type, member)
#define list_first_entry_or_null(head, type, member)                                                         \
	({                                                                                                   \
		struct list_head *__lockstep_head = (head);                                                  \
		struct list_head *__lockstep_first = READ_ONCE(__lockstep_head->next);                       \
		__lockstep_first != __lockstep_head ? list_entry(__lockstep_first, type, member) : NULL;     \
	})
#define list_next_entry(entry, member) list_entry((entry)->member.next, __typeof__(*(entry)), member)
#define list_prev_entry(entry, member) list_entry((entry)->member.prev, __typeof__(*(entry)), member)
#define list_entry_is_head(entry, head, member) (&(entry)->member == (head))

#define list_for_each(at, head) for (at = (head)->next; !list_is_head(at, (head)); at = at->next)
#define list_for_each_prev(at, head) for (at = (head)->prev; !list_is_head(at, (head)); at = at->prev)
#define list_for_each_safe(at, following, head)                                                              \
	for (at = (head)->next, following = at->next; !list_is_head(at, (head));                             \
	     at = following, following = at->next)

#define list_for_each_entry(entry, head, member)                                                             \
	for (entry = list_first_entry(head, __typeof__(*entry), member);                                     \
	     !list_entry_is_head(entry, head, member); entry = list_next_entry(entry, member))
#define list_for_each_entry_reverse(entry, head, member)                                                     \
	for (entry = list_last_entry(head, __typeof__(*entry), member);                                      \
	     !list_entry_is_head(entry, head, member); entry = list_prev_entry(entry, member))
#define list_for_each_entry_continue(entry, head, member)                                                    \
	for (entry = list_next_entry(entry, member); !list_entry_is_head(entry, head, member);               \
	     entry = list_next_entry(entry, member))
#define list_for_each_entry_from(entry, head, member)                                                        \
	for (; !list_entry_is_head(entry, head, member); entry = list_next_entry(entry, member))
#define list_for_each_entry_safe(entry, following, head, member)                                             \
	for (entry = list_first_entry(head, __typeof__(*entry), member),                                     \
	    following = list_next_entry(entry, member);                                                      \
	     !list_entry_is_head(entry, head, member);                                                       \
	     entry = following, following = list_next_entry(following, member))

#endif
