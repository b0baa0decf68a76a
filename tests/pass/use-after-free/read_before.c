// SPDX-License-Identifier: MIT OR Apache-2.0
/* An object is read before it is freed, and the next one of its size after. */
#include <linux/module.h>
#include <linux/slab.h>

static void attempt(void)
{
	int *object = kzalloc(sizeof(*object), GFP_KERNEL), *next;

	if (!object)
		return;
	pr_info("%d\n", *object);
	kfree(object);
	next = kzalloc(sizeof(*next), GFP_KERNEL);
	if (next)
		pr_info("%d\n", *next);
	kfree(next);
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
