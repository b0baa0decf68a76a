// SPDX-License-Identifier: MIT OR Apache-2.0
/* A string fills its buffer and leaves no room for its end. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static void attempt(void)
{
	char *copy = kmalloc(4, GFP_KERNEL);

	if (!copy)
		return;
	strcpy(copy, "four"); //~ ERROR out-of-bounds
	kfree(copy);
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
