// SPDX-License-Identifier: MIT OR Apache-2.0
/* The cache is destroyed while one of its objects is in use; the object is lost. */
#include <linux/module.h>
#include <linux/slab.h>

struct fish {
	int weight;
};

static struct kmem_cache *cache;
static struct fish *kept;

static int __init test_init(void)
{
	cache = KMEM_CACHE(fish, SLAB_HWCACHE_ALIGN);
	if (!cache)
		return -ENOMEM;
	kept = kmem_cache_zalloc(cache, GFP_KERNEL); //~ ERROR leak
	return 0;
}

static void __exit test_exit(void)
{
	kmem_cache_destroy(cache); //~ ERROR warn
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
