// SPDX-License-Identifier: MIT OR Apache-2.0
/* Caches, their constructor, alignment and sizes; pools. */
#include <linux/mempool.h>
#include <linux/module.h>
#include <linux/slab.h>

struct fish {
	int weight;
	int born;
};

static int made;

static void make(void *object)
{
	((struct fish *)object)->born = ++made;
}

static int __init test_init(void)
{
	struct kmem_cache *cache = kmem_cache_create("fish", sizeof(struct fish), 0, SLAB_HWCACHE_ALIGN, make);
	struct fish *a, *b;
	mempool_t *pool;

	if (!cache)
		return -ENOMEM;
	WARN_ON(kmem_cache_size(cache) != sizeof(struct fish));
	a = kmem_cache_alloc(cache, GFP_KERNEL);
	b = kmem_cache_alloc(cache, GFP_ATOMIC);
	WARN_ON(!a || !b || a == b || a->born != 1 || b->born != 2);
	kmem_cache_free(cache, a);
	kmem_cache_free(cache, b);
	pool = mempool_create_slab_pool(2, cache);
	if (pool) {
		a = mempool_alloc(pool, GFP_KERNEL);
		WARN_ON(!a);
		mempool_free(a, pool);
		mempool_destroy(pool);
	}
	kmem_cache_destroy(cache);
	kmem_cache_destroy(NULL);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
