// SPDX-License-Identifier: MIT OR Apache-2.0
// The second buffer takes the place of the first, which nobody can free any more.
#include <linux/module.h>
#include <linux/slab.h>

static char *buffer;

static int __init test_init(void)
{
	buffer = kmalloc(16, GFP_KERNEL); //~ ERROR leak
	if (!buffer)
		return -ENOMEM;
	buffer = kmalloc(32, GFP_KERNEL);
	return buffer ? 0 : -ENOMEM;
}
module_init(test_init);

static void __exit test_exit(void)
{
	kfree(buffer);
}
module_exit(test_exit);

MODULE_LICENSE("GPL");
