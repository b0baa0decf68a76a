/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_LIST_H
#define _LOCKSTEP_LINUX_LIST_H

/*
 * Circular doubly linked lists whose links live inside the entries.
 *
 * All of it is inline C, so that the accesses are the module's own and the checker sees each. Stores that a
 * lockless reader may meet are marked, and so are the reads with which list_empty() may look without a lock.
 */

#include <asm/barrier.h>
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

static inline void list_rotate_to_front(struct list_head *entry, struct list_head *head)
{
	list_move_tail(head, entry);
}

/* The entries before `entry` go from `head` to `list`, whose old entries are lost. */
static inline void list_cut_before(struct list_head *list, struct list_head *head, struct list_head *entry)
{
	if (head->next == entry) {
		INIT_LIST_HEAD(list);
		return;
	}
	list->next = head->next;
	list->next->prev = list;
	list->prev = entry->prev;
	list->prev->next = list;
	head->next = entry;
	entry->prev = head;
}

/* The entries up to `entry`, and it, go from `head` to `list`, whose old entries are lost. */
static inline void list_cut_position(struct list_head *list, struct list_head *head, struct list_head *entry)
{
	struct list_head *rest = entry->next;

	if (list_empty(head) || entry == head) {
		INIT_LIST_HEAD(list);
		return;
	}
	list->next = head->next;
	list->next->prev = list;
	list->prev = entry;
	entry->next = list;
	head->next = rest;
	rest->prev = head;
}

/* The first entry becomes the last one. */
static inline void list_rotate_left(struct list_head *head)
{
	if (!list_empty(head))
		list_move_tail(head->next, head);
}

static inline void list_swap(struct list_head *a, struct list_head *b)
{
	struct list_head *before = b->prev;

	list_del(b);
	list_replace(a, b);
	if (before == a)
		before = b;
	list_add(a, before);
}

/* The entries from `first` to `last` go to the end of `head`. */
static inline void list_bulk_move_tail(struct list_head *head, struct list_head *first, struct list_head *last)
{
	__list_del(first->prev, last->next);
	first->prev = head->prev;
	head->prev->next = first;
	last->next = head;
	head->prev = last;
}

/* With the order that lets a later list_empty_careful() rely on what was done before. */
static inline void list_del_init_careful(struct list_head *entry)
{
	__list_del_entry(entry);
	WRITE_ONCE(entry->prev, entry);
	smp_store_release(&entry->next, entry);
}

static inline int list_empty_careful(const struct list_head *head)
{
	struct list_head *next = smp_load_acquire(&head->next);

	return list_is_head(next, head) && next == READ_ONCE(head->prev);
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
#define list_for_each_entry_continue_reverse(entry, head, member)                                            \
	for (entry = list_prev_entry(entry, member); !list_entry_is_head(entry, head, member);               \
	     entry = list_prev_entry(entry, member))
#define list_for_each_entry_from_reverse(entry, head, member)                                                \
	for (; !list_entry_is_head(entry, head, member); entry = list_prev_entry(entry, member))
#define list_prepare_entry(entry, head, member) ((entry) ?: list_entry(head, __typeof__(*(entry)), member))
#define list_for_each_continue(at, head) for (at = at->next; !list_is_head(at, (head)); at = at->next)
#define list_for_each_prev_safe(at, preceding, head)                                                         \
	for (at = (head)->prev, preceding = at->prev; !list_is_head(at, (head));                             \
	     at = preceding, preceding = at->prev)
#define list_for_each_entry_safe_reverse(entry, preceding, head, member)                                     \
	for (entry = list_last_entry(head, __typeof__(*entry), member),                                      \
	    preceding = list_prev_entry(entry, member);                                                      \
	     !list_entry_is_head(entry, head, member);                                                       \
	     entry = preceding, preceding = list_prev_entry(preceding, member))
#define list_for_each_entry_safe_continue(entry, following, head, member)                                    \
	for (entry = list_next_entry(entry, member), following = list_next_entry(entry, member);             \
	     !list_entry_is_head(entry, head, member);                                                       \
	     entry = following, following = list_next_entry(following, member))
#define list_for_each_entry_safe_from(entry, following, head, member)                                        \
	for (following = list_next_entry(entry, member); !list_entry_is_head(entry, head, member);           \
	     entry = following, following = list_next_entry(following, member))
#define list_safe_reset_next(entry, following, member) following = list_next_entry(entry, member)

static inline size_t list_count_nodes(struct list_head *head)
{
	struct list_head *at;
	size_t count = 0;

	list_for_each(at, head)
		count++;
	return count;
}

#define list_for_each_entry_from(entry, head, member)                                                        \
	for (; !list_entry_is_head(entry, head, member); entry = list_next_entry(entry, member))
#define list_for_each_entry_safe(entry, following, head, member)                                             \
	for (entry = list_first_entry(head, __typeof__(*entry), member),                                     \
	    following = list_next_entry(entry, member);                                                      \
	     !list_entry_is_head(entry, head, member);                                                       \
	     entry = following, following = list_next_entry(following, member))

/*
 * Lists whose head is one pointer, for the buckets of hash tables. A node points to the pointer that points to it,
 * so that it can be taken out without the head; one that is on no list has NULL there.
 */
#define HLIST_HEAD_INIT { .first = NULL }
#define HLIST_HEAD(name) struct hlist_head name = HLIST_HEAD_INIT
#define INIT_HLIST_HEAD(head) ((head)->first = NULL)

static inline void INIT_HLIST_NODE(struct hlist_node *node)
{
	node->next = NULL;
	node->pprev = NULL;
}

static inline int hlist_unhashed(const struct hlist_node *node)
{
	return !node->pprev;
}

static inline int hlist_unhashed_lockless(const struct hlist_node *node)
{
	return !READ_ONCE(node->pprev);
}

static inline int hlist_empty(const struct hlist_head *head)
{
	return !READ_ONCE(head->first);
}

static inline void __hlist_del(struct hlist_node *node)
{
	struct hlist_node *next = node->next;
	struct hlist_node **pprev = node->pprev;

	WRITE_ONCE(*pprev, next);
	if (next)
		WRITE_ONCE(next->pprev, pprev);
}

static inline void hlist_del(struct hlist_node *node)
{
	__hlist_del(node);
	node->next = LIST_POISON1;
	node->pprev = LIST_POISON2;
}

static inline void hlist_del_init(struct hlist_node *node)
{
	if (!hlist_unhashed(node)) {
		__hlist_del(node);
		INIT_HLIST_NODE(node);
	}
}

static inline void hlist_add_head(struct hlist_node *node, struct hlist_head *head)
{
	struct hlist_node *first = head->first;

	WRITE_ONCE(node->next, first);
	if (first)
		WRITE_ONCE(first->pprev, &node->next);
	WRITE_ONCE(head->first, node);
	WRITE_ONCE(node->pprev, &head->first);
}

static inline void hlist_add_before(struct hlist_node *node, struct hlist_node *next)
{
	WRITE_ONCE(node->pprev, next->pprev);
	WRITE_ONCE(node->next, next);
	WRITE_ONCE(next->pprev, &node->next);
	WRITE_ONCE(*(node->pprev), node);
}

static inline void hlist_add_behind(struct hlist_node *node, struct hlist_node *previous)
{
	WRITE_ONCE(node->next, previous->next);
	WRITE_ONCE(previous->next, node);
	WRITE_ONCE(node->pprev, &previous->next);
	if (node->next)
		WRITE_ONCE(node->next->pprev, &node->next);
}

static inline void hlist_add_fake(struct hlist_node *node)
{
	node->pprev = &node->next;
}

static inline bool hlist_fake(struct hlist_node *node)
{
	return node->pprev == &node->next;
}

static inline bool hlist_is_singular_node(struct hlist_node *node, struct hlist_head *head)
{
	return !node->next && node->pprev == &head->first;
}

static inline void hlist_move_list(struct hlist_head *from, struct hlist_head *to)
{
	to->first = from->first;
	if (to->first)
		to->first->pprev = &to->first;
	from->first = NULL;
}

#define hlist_entry(pointer, type, member) container_of(pointer, type, member)
#define hlist_entry_safe(pointer, type, member)                                                              \
	({                                                                                                   \
		__typeof__(pointer) __lockstep_node = (pointer);                                             \
		__lockstep_node ? hlist_entry(__lockstep_node, type, member) : NULL;                         \
	})
#define hlist_for_each(at, head) for (at = (head)->first; at; at = at->next)
#define hlist_for_each_safe(at, following, head)                                                             \
	for (at = (head)->first; at && (following = at->next, 1); at = following)
#define hlist_for_each_entry(entry, head, member)                                                            \
	for (entry = hlist_entry_safe((head)->first, __typeof__(*(entry)), member); entry;                   \
	     entry = hlist_entry_safe((entry)->member.next, __typeof__(*(entry)), member))
#define hlist_for_each_entry_continue(entry, member)                                                         \
	for (entry = hlist_entry_safe((entry)->member.next, __typeof__(*(entry)), member); entry;            \
	     entry = hlist_entry_safe((entry)->member.next, __typeof__(*(entry)), member))
#define hlist_for_each_entry_from(entry, member)                                                             \
	for (; entry; entry = hlist_entry_safe((entry)->member.next, __typeof__(*(entry)), member))
#define hlist_for_each_entry_safe(entry, node, head, member)                                                 \
	for (entry = hlist_entry_safe((head)->first, __typeof__(*(entry)), member);                          \
	     entry && (node = (entry)->member.next, 1);                                                      \
	     entry = hlist_entry_safe(node, __typeof__(*(entry)), member))

#endif
