/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_RCULIST_H
#define _LOCKSTEP_LINUX_RCULIST_H

/*
 * Lists along which readers go without a lock. Entries come in with all they hold, and those that are taken out keep
 * their way on, so that whoever stands on one gets to the end. Writers keep each other out by a lock of theirs.
 */

#include <linux/list.h>
#include <linux/rcupdate.h>

#define list_next_rcu(list) (*((struct list_head **)(&(list)->next)))
#define list_tail_rcu(head) (*((struct list_head **)(&(head)->prev)))

static inline void INIT_LIST_HEAD_RCU(struct list_head *list)
{
	WRITE_ONCE(list->next, list);
	WRITE_ONCE(list->prev, list);
}

static inline void __list_add_rcu(struct list_head *entry, struct list_head *prev, struct list_head *next)
{
	entry->next = next;
	entry->prev = prev;
	rcu_assign_pointer(prev->next, entry);
	next->prev = entry;
}

static inline void list_add_rcu(struct list_head *entry, struct list_head *head)
{
	__list_add_rcu(entry, head, head->next);
}

static inline void list_add_tail_rcu(struct list_head *entry, struct list_head *head)
{
	__list_add_rcu(entry, head->prev, head);
}

static inline void list_del_rcu(struct list_head *entry)
{
	__list_del(entry->prev, entry->next);
	entry->prev = LIST_POISON2;
}

static inline void list_replace_rcu(struct list_head *old, struct list_head *entry)
{
	entry->next = old->next;
	entry->prev = old->prev;
	rcu_assign_pointer(entry->prev->next, entry);
	entry->next->prev = entry;
	old->prev = LIST_POISON2;
}

static inline void __list_splice_init_rcu(struct list_head *list, struct list_head *prev,
					  struct list_head *next, void (*synchronize)(void))
{
	struct list_head *first = list->next, *last = list->prev;

	INIT_LIST_HEAD_RCU(list);
	/* Whoever still goes along the old list must have left before its end changes. */
	synchronize();
	last->next = next;
	rcu_assign_pointer(prev->next, first);
	first->prev = prev;
	next->prev = last;
}

static inline void list_splice_init_rcu(struct list_head *list, struct list_head *head, void (*synchronize)(void))
{
	if (!list_empty(list))
		__list_splice_init_rcu(list, head, head->next, synchronize);
}

static inline void list_splice_tail_init_rcu(struct list_head *list, struct list_head *head,
					     void (*synchronize)(void))
{
	if (!list_empty(list))
		__list_splice_init_rcu(list, head->prev, head, synchronize);
}

#define list_entry_rcu(pointer, type, member) container_of(rcu_dereference_raw(pointer), type, member)
#define list_entry_lockless(pointer, type, member) container_of((__typeof__(pointer))READ_ONCE(pointer), type, member)
#define list_first_or_null_rcu(head, type, member)                                                           \
	({                                                                                                   \
		struct list_head *__lockstep_head = (head);                                                  \
		struct list_head *__lockstep_first = rcu_dereference_raw(__lockstep_head->next);             \
		__lockstep_first != __lockstep_head ? container_of(__lockstep_first, type, member) : NULL;   \
	})
#define list_next_or_null_rcu(head, pointer, type, member)                                                   \
	({                                                                                                   \
		struct list_head *__lockstep_head = (head);                                                  \
		struct list_head *__lockstep_at = (pointer);                                                 \
		struct list_head *__lockstep_next = rcu_dereference_raw(__lockstep_at->next);                \
		__lockstep_next != __lockstep_head ? container_of(__lockstep_next, type, member) : NULL;     \
	})

/* Whoever goes along a list is a reader, or holds a lock, or says by a condition why not. */
#define __lockstep_condition(none, condition, ...) condition
#define __lockstep_list_check(head, ...)                                                                     \
	__lockstep_rcu_use(head, __lockstep_condition(0, ##__VA_ARGS__, 0), 2)

#define list_for_each_entry_rcu(entry, head, member, ...)                                                    \
	for (__lockstep_list_check(head, ##__VA_ARGS__),                                                     \
	     entry = list_entry_rcu((head)->next, __typeof__(*entry), member);                               \
	     &entry->member != (head); entry = list_entry_rcu(entry->member.next, __typeof__(*entry), member))
#define list_for_each_entry_srcu(entry, head, member, condition)                                             \
	list_for_each_entry_rcu(entry, head, member, condition)
#define list_for_each_entry_continue_rcu(entry, head, member)                                                \
	for (entry = list_entry_rcu(entry->member.next, __typeof__(*entry), member); &entry->member != (head); \
	     entry = list_entry_rcu(entry->member.next, __typeof__(*entry), member))
#define list_for_each_entry_from_rcu(entry, head, member)                                                    \
	for (; &entry->member != (head); entry = list_entry_rcu(entry->member.next, __typeof__(*entry), member))
#define list_for_each_entry_lockless(entry, head, member)                                                    \
	for (entry = list_entry_lockless((head)->next, __typeof__(*entry), member); &entry->member != (head); \
	     entry = list_entry_lockless(entry->member.next, __typeof__(*entry), member))

#define hlist_first_rcu(head) ((head)->first)
#define hlist_next_rcu(node) ((node)->next)
#define hlist_pprev_rcu(node) (*(node)->pprev)

static inline void hlist_del_rcu(struct hlist_node *node)
{
	__hlist_del(node);
	WRITE_ONCE(node->pprev, LIST_POISON2);
}

static inline void hlist_del_init_rcu(struct hlist_node *node)
{
	if (!hlist_unhashed(node)) {
		__hlist_del(node);
		WRITE_ONCE(node->pprev, NULL);
	}
}

static inline void hlist_replace_rcu(struct hlist_node *old, struct hlist_node *node)
{
	struct hlist_node *next = old->next;

	node->next = next;
	WRITE_ONCE(node->pprev, old->pprev);
	rcu_assign_pointer(*node->pprev, node);
	if (next)
		WRITE_ONCE(next->pprev, &node->next);
	WRITE_ONCE(old->pprev, LIST_POISON2);
}

static inline void hlist_add_head_rcu(struct hlist_node *node, struct hlist_head *head)
{
	struct hlist_node *first = head->first;

	node->next = first;
	WRITE_ONCE(node->pprev, &head->first);
	rcu_assign_pointer(head->first, node);
	if (first)
		WRITE_ONCE(first->pprev, &node->next);
}

static inline void hlist_add_before_rcu(struct hlist_node *node, struct hlist_node *next)
{
	WRITE_ONCE(node->pprev, next->pprev);
	node->next = next;
	rcu_assign_pointer(*node->pprev, node);
	WRITE_ONCE(next->pprev, &node->next);
}

static inline void hlist_add_behind_rcu(struct hlist_node *node, struct hlist_node *prev)
{
	node->next = prev->next;
	WRITE_ONCE(node->pprev, &prev->next);
	rcu_assign_pointer(prev->next, node);
	if (node->next)
		WRITE_ONCE(node->next->pprev, &node->next);
}

static inline void hlist_add_tail_rcu(struct hlist_node *node, struct hlist_head *head)
{
	struct hlist_node *last = NULL, *at;

	for (at = head->first; at; at = at->next)
		last = at;
	if (last)
		hlist_add_behind_rcu(node, last);
	else
		hlist_add_head_rcu(node, head);
}

#define __hlist_for_each_rcu(node, head)                                                                     \
	for (node = rcu_dereference_raw((head)->first); node; node = rcu_dereference_raw(node->next))
#define __lockstep_hlist_entry_rcu(pointer, type, member)                                                    \
	({                                                                                                   \
		struct hlist_node *__lockstep_node = rcu_dereference_raw(pointer);                           \
		__lockstep_node ? container_of(__lockstep_node, type, member) : NULL;                        \
	})
#define hlist_for_each_entry_rcu(entry, head, member, ...)                                                   \
	for (__lockstep_list_check(head, ##__VA_ARGS__),                                                     \
	     entry = __lockstep_hlist_entry_rcu((head)->first, __typeof__(*(entry)), member);                \
	     entry; entry = __lockstep_hlist_entry_rcu((entry)->member.next, __typeof__(*(entry)), member))
#define hlist_for_each_entry_srcu(entry, head, member, condition)                                            \
	hlist_for_each_entry_rcu(entry, head, member, condition)
#define hlist_for_each_entry_rcu_notrace(entry, head, member)                                                \
	for (entry = __lockstep_hlist_entry_rcu((head)->first, __typeof__(*(entry)), member);                \
	     entry; entry = __lockstep_hlist_entry_rcu((entry)->member.next, __typeof__(*(entry)), member))
#define hlist_for_each_entry_rcu_bh(entry, head, member) hlist_for_each_entry_rcu(entry, head, member)
#define hlist_for_each_entry_continue_rcu(entry, member)                                                     \
	for (entry = __lockstep_hlist_entry_rcu((entry)->member.next, __typeof__(*(entry)), member);         \
	     entry; entry = __lockstep_hlist_entry_rcu((entry)->member.next, __typeof__(*(entry)), member))
#define hlist_for_each_entry_from_rcu(entry, member)                                                         \
	for (; entry; entry = __lockstep_hlist_entry_rcu((entry)->member.next, __typeof__(*(entry)), member))

#endif
