// SPDX-License-Identifier: MIT OR Apache-2.0
/* An object is enlarged before more of it is used. */
#include <linux/module.h>
#include <linux/slab.h>

static void attempt(void)
{
	char *bytes = kzalloc(8, GFP_KERNEL), *more;

	if (!bytes)
		return;
	more = krealloc(bytes, 16, GFP_KERNEL);
	if (more) {
		bytes = more;
		bytes[15] = bytes[7];
	}
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
