// SPDX-License-Identifier: MIT OR Apache-2.0
/* Intervals in a tree: what a search by the tree finds is what a search of all finds, while nodes come and go. */
#include <linux/interval_tree.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/random.h>

#define N 40

static struct rb_root_cached root = RB_ROOT_CACHED;
static struct interval_tree_node nodes[N];
static bool inside[N];

static void compare(unsigned long start, unsigned long last)
{
	struct interval_tree_node *node;
	int found = 0, wanted = 0;

	for (node = interval_tree_iter_first(&root, start, last); node; node = interval_tree_iter_next(node, start, last))
		found++;
	for (int i = 0; i < N; i++)
		wanted += inside[i] && nodes[i].start <= last && nodes[i].last >= start;
	WARN_ON(found != wanted);
}

static int __init test_init(void)
{
	struct rnd_state random;

	prandom_seed_state(&random, 7);
	for (int i = 0; i < N; i++) {
		nodes[i].start = prandom_u32_state(&random) % 100;
		nodes[i].last = nodes[i].start + prandom_u32_state(&random) % 20;
	}
	for (int round = 0; round < 120; round++) {
		int i = prandom_u32_state(&random) % N;

		if (inside[i])
			interval_tree_remove(&nodes[i], &root);
		else
			interval_tree_insert(&nodes[i], &root);
		inside[i] = !inside[i];
		compare(round % 100, round % 100 + round % 7);
	}
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
