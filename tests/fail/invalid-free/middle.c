// SPDX-License-Identifier: MIT OR Apache-2.0
/* The pointer was moved along before it is freed. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static void attempt(void)
{
	char *text = kstrdup("  text", GFP_KERNEL);

	if (!text)
		return;
	while (*text == ' ')
		text++;
	kfree(text); //~ ERROR invalid-free
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
