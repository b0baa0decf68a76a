// SPDX-License-Identifier: MIT OR Apache-2.0
/* The byte after an object of thirteen is written. */
#include <linux/module.h>
#include <linux/slab.h>

static void attempt(void)
{
	char *bytes = kmalloc(13, GFP_KERNEL);

	if (!bytes)
		return;
	bytes[13] = 0; //~ ERROR out-of-bounds
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
