// SPDX-License-Identifier: MIT OR Apache-2.0
/* The byte before an object is read. */
#include <linux/module.h>
#include <linux/slab.h>

static int at = -1;

static void attempt(void)
{
	char *bytes = kzalloc(16, GFP_KERNEL);

	if (!bytes)
		return;
	pr_info("%d\n", bytes[at]); //~ ERROR out-of-bounds
	kfree(bytes);
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
