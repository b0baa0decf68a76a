/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_HASHTABLE_H
#define _LOCKSTEP_LINUX_HASHTABLE_H

/* An array of 2 to the power of `bits` lists; an entry stands in that of its key's hash. */

#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/rculist.h>

#define DECLARE_HASHTABLE(name, bits) struct hlist_head name[1 << (bits)]
#define DEFINE_HASHTABLE(name, bits)                                                                         \
	struct hlist_head name[1 << (bits)] = { [0 ...((1 << (bits)) - 1)] = HLIST_HEAD_INIT }
#define DEFINE_READ_MOSTLY_HASHTABLE(name, bits) DEFINE_HASHTABLE(name, bits)

#define HASH_SIZE(name) ARRAY_SIZE(name)
#define HASH_BITS(name) ilog2(HASH_SIZE(name))
#define hash_min(value, bits) (sizeof(value) <= 4 ? hash_32(value, bits) : hash_long(value, bits))

static inline void __hash_init(struct hlist_head *table, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		INIT_HLIST_HEAD(&table[i]);
}

static inline bool __hash_empty(struct hlist_head *table, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		if (!hlist_empty(&table[i]))
			return false;
	}
	return true;
}

#define hash_init(table) __hash_init(table, HASH_SIZE(table))
#define hash_empty(table) __hash_empty(table, HASH_SIZE(table))
#define hash_add(table, node, key) hlist_add_head(node, &(table)[hash_min(key, HASH_BITS(table))])
#define hash_add_rcu(table, node, key) hlist_add_head_rcu(node, &(table)[hash_min(key, HASH_BITS(table))])
#define hash_hashed(node) (!hlist_unhashed(node))
#define hash_del(node) hlist_del_init(node)
#define hash_del_rcu(node) hlist_del_init_rcu(node)

#define hash_for_each(table, bucket, entry, member)                                                          \
	for ((bucket) = 0, (entry) = NULL; (entry) == NULL && (bucket) < HASH_SIZE(table); (bucket)++)       \
		hlist_for_each_entry(entry, &(table)[bucket], member)
#define hash_for_each_rcu(table, bucket, entry, member)                                                      \
	for ((bucket) = 0, (entry) = NULL; (entry) == NULL && (bucket) < HASH_SIZE(table); (bucket)++)       \
		hlist_for_each_entry_rcu(entry, &(table)[bucket], member)
#define hash_for_each_safe(table, bucket, following, entry, member)                                          \
	for ((bucket) = 0, (entry) = NULL; (entry) == NULL && (bucket) < HASH_SIZE(table); (bucket)++)       \
		hlist_for_each_entry_safe(entry, following, &(table)[bucket], member)
#define hash_for_each_possible(table, entry, member, key)                                                    \
	hlist_for_each_entry(entry, &(table)[hash_min(key, HASH_BITS(table))], member)
#define hash_for_each_possible_rcu(table, entry, member, key, ...)                                           \
	hlist_for_each_entry_rcu(entry, &(table)[hash_min(key, HASH_BITS(table))], member)
#define hash_for_each_possible_safe(table, entry, following, member, key)                                    \
	hlist_for_each_entry_safe(entry, following, &(table)[hash_min(key, HASH_BITS(table))], member)

#endif
