// SPDX-License-Identifier: MIT OR Apache-2.0
/* A string is cut so that its end has room. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static void attempt(void)
{
	char *copy = kmalloc(4, GFP_KERNEL);

	if (!copy)
		return;
	strscpy(copy, "four", 4);
	pr_info("%s\n", copy);
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
