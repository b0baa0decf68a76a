// SPDX-License-Identifier: MIT OR Apache-2.0
/* A loop goes to the last byte of an odd number of them. */
#include <linux/module.h>
#include <linux/slab.h>

static void attempt(void)
{
	char *bytes = kmalloc(13, GFP_KERNEL);
	int i;

	if (!bytes)
		return;
	for (i = 0; i < 13; i++)
		bytes[i] = i;
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
