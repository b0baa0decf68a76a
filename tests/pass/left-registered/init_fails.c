// SPDX-License-Identifier: MIT OR Apache-2.0
// check: --faults alloc
/* Whatever fails, init gives back what it has got before. */
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

	buffer = kmalloc(64, GFP_KERNEL);
	if (!buffer)
		return -ENOMEM;
	error = alloc_chrdev_region(&numbers, 0, 1, "test");
	if (error)
		goto free;
	class = class_create("test");
	error = PTR_ERR_OR_ZERO(class);
	if (error)
		goto unregister;
	return 0;

unregister:
	unregister_chrdev_region(numbers, 1);
free:
	kfree(buffer);
	return error;
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
