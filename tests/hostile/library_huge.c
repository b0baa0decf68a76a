// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 out-of-bounds|oops
/* memcpy() is given a length that has wrapped around. */
#include <linux/module.h>
#include <linux/slab.h>

static size_t used = 8;

static void attack(void)
{
	char *from = kzalloc(16, GFP_KERNEL), *to = kzalloc(16, GFP_KERNEL);

	if (from && to)
		memcpy(to, from, used - 16);
	kfree(from);
	kfree(to);
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
