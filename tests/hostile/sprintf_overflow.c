// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 out-of-bounds
/* sprintf() writes beyond the end of its buffer. */
#include <linux/module.h>
#include <linux/slab.h>

static void attack(void)
{
	char *buffer = kmalloc(8, GFP_KERNEL);

	if (!buffer)
		return;
	sprintf(buffer, "%d %d", 123456, 654321);
	kfree(buffer);
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
