// SPDX-License-Identifier: MIT OR Apache-2.0
/* An object of a cache is read after it went back to the cache. */
#include <linux/module.h>
#include <linux/slab.h>

struct fish {
	int weight;
	char name[20];
};

static struct kmem_cache *cache;

static int weight_of_freed(void)
{
	struct fish *fish = kmem_cache_alloc(cache, GFP_KERNEL);

	if (!fish)
		return 0;
	fish->weight = 3;
	kmem_cache_free(cache, fish);
	return fish->weight; //~ ERROR use-after-free
}

static int __init test_init(void)
{
	cache = KMEM_CACHE(fish, 0);
	if (!cache)
		return -ENOMEM;
	weight_of_freed();
	return 0;
}

static void __exit test_exit(void)
{
	kmem_cache_destroy(cache);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
