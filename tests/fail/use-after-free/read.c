// SPDX-License-Identifier: MIT OR Apache-2.0
/* An object is read after it was freed. */
#include <linux/module.h>
#include <linux/slab.h>

static void attempt(void)
{
	int *object = kzalloc(sizeof(*object), GFP_KERNEL);

	if (!object)
		return;
	kfree(object);
	pr_info("%d\n", *object); //~ ERROR use-after-free
}

static int __init test_init(void)
{
	attempt();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
