// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
// check: --executions 3
/* A line of a megabyte. */
#include <linux/module.h>
#include <linux/slab.h>

static void attack(void)
{
	char *text = kmalloc(1 << 20, GFP_KERNEL);

	if (!text)
		return;
	memset(text, 'x', (1 << 20) - 1);
	text[(1 << 20) - 1] = 0;
	pr_info("%s\n", text);
	kfree(text);
}

static int __init hostile_init(void)
{
	attack();
	return 0;
}

static void __exit hostile_exit(void)
{
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
