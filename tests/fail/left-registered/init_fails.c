// SPDX-License-Identifier: MIT OR Apache-2.0
// check: --faults alloc
/* Where the class cannot be made, init gives up without giving back the device numbers, nor the buffer. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/slab.h>

static dev_t numbers;
static struct class *class;
static char *buffer;

static int __init test_init(void)
{
	int error;

	buffer = kmalloc(64, GFP_KERNEL); //~ ERROR leak
	if (!buffer)
		return -ENOMEM;
	error = alloc_chrdev_region(&numbers, 0, 1, "test"); //~ ERROR left-registered
	if (error) {
		kfree(buffer);
		return error;
	}
	class = class_create("test");
	if (IS_ERR(class))
		return PTR_ERR(class);
	return 0;
}

static void __exit test_exit(void)
{
	class_destroy(class);
	unregister_chrdev_region(numbers, 1);
	kfree(buffer);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
