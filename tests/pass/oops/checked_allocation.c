// SPDX-License-Identifier: MIT OR Apache-2.0
/* The result of an allocation that is too large is checked. */
#include <linux/module.h>
#include <linux/slab.h>

static void attempt(void)
{
	char *buffer = kmalloc(1ul << 30, GFP_KERNEL | __GFP_NOWARN);

	if (!buffer)
		return;
	buffer[0] = 1;
	kfree(buffer);
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
