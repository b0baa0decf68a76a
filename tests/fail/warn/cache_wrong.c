// SPDX-License-Identifier: MIT OR Apache-2.0
/* An object goes back to a cache that it does not come from. */
#include <linux/module.h>
#include <linux/slab.h>

static struct kmem_cache *cats, *dogs;

static int __init test_init(void)
{
	void *cat;

	cats = kmem_cache_create("cats", 24, 0, 0, NULL);
	dogs = kmem_cache_create("dogs", 40, 0, 0, NULL);
	if (!cats || !dogs)
		return -ENOMEM;
	cat = kmem_cache_alloc(cats, GFP_KERNEL);
	kmem_cache_free(dogs, cat); //~ ERROR warn
	kmem_cache_free(cats, cat);
	return 0;
}

static void __exit test_exit(void)
{
	kmem_cache_destroy(cats);
	kmem_cache_destroy(dogs);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
