// SPDX-License-Identifier: MIT OR Apache-2.0
/* Init finds that its parameter is bad when the device numbers are reserved already. */
#include <linux/fs.h>
#include <linux/module.h>

static int minors;
module_param(minors, int, 0444);
static dev_t first;

static int __init test_init(void)
{
	int error = alloc_chrdev_region(&first, 0, 4, "test"); //~ ERROR left-registered

	if (error)
		return error;
	return minors < 1 ? -EINVAL : 0;
}

static void __exit test_exit(void)
{
	unregister_chrdev_region(first, 4);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
