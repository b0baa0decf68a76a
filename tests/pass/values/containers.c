// SPDX-License-Identifier: MIT OR Apache-2.0
/* Hash tables, node masks, sorting, hashing. */
#include <linux/bsearch.h>
#include <linux/hashtable.h>
#include <linux/jhash.h>
#include <linux/kernel.h>
#include <linux/list_sort.h>
#include <linux/module.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <linux/sort.h>

struct fish {
	int weight;
	struct hlist_node in_table;
	struct list_head in_list;
};

static DEFINE_HASHTABLE(table, 4);

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int by_weight(void *priv, const struct list_head *a, const struct list_head *b)
{
	return list_entry(a, struct fish, in_list)->weight - list_entry(b, struct fish, in_list)->weight;
}

static int __init test_init(void)
{
	struct fish fish[10], *each;
	int numbers[] = { 5, -3, 9, 0, 7, 7, 1 }, key = 7, n = 0, bucket, last = -1;
	nodemask_t mask;
	LIST_HEAD(list);

	for (int i = 0; i < 10; i++) {
		fish[i].weight = i * 7 % 10;
		hash_add(table, &fish[i].in_table, fish[i].weight);
		list_add(&fish[i].in_list, &list);
	}
	hash_for_each(table, bucket, each, in_table)
		n++;
	WARN_ON(n != 10);
	n = 0;
	hash_for_each_possible(table, each, in_table, 3)
		n += each->weight == 3;
	WARN_ON(n != 1);
	for (int i = 0; i < 10; i++)
		hash_del(&fish[i].in_table);
	WARN_ON(!hash_empty(table));

	list_sort(NULL, &list, by_weight);
	list_for_each_entry(each, &list, in_list) {
		WARN_ON(each->weight != last + 1);
		last = each->weight;
	}
	sort(numbers, ARRAY_SIZE(numbers), sizeof(int), by_number, NULL);
	for (int i = 1; i < ARRAY_SIZE(numbers); i++)
		WARN_ON(numbers[i - 1] > numbers[i]);
	WARN_ON(!bsearch(&key, numbers, ARRAY_SIZE(numbers), sizeof(int), by_number));

	nodes_clear(mask);
	WARN_ON(!nodes_empty(mask));
	node_set(3, mask);
	node_set(40, mask);
	n = 0;
	for_each_node_mask(key, mask)
		n += key;
	WARN_ON(n != 43 || nodes_weight(mask) != 2 || !node_isset(40, mask) || num_online_nodes() != 1);
	WARN_ON(jhash("Four score and seven years ago", 30, 0) != jhash("Four score and seven years ago", 30, 0));
	WARN_ON(jhash_1word(1, 0) == jhash_1word(2, 0) || hash_32(1, 8) > 255);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
