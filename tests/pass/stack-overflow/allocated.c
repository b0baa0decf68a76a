// SPDX-License-Identifier: MIT OR Apache-2.0
/* An array that is larger than a kernel stack, on the heap. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static void attempt(void)
{
	char *page = kmalloc(20000, GFP_KERNEL);

	if (!page)
		return;
	memset(page, 0, 20000);
	pr_info("%d\n", page[19999]);
	kfree(page);
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
