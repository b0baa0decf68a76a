// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 3
/* A module that is not free asks for what is exported to free ones only. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>

static struct class *class;

static int __init test_init(void)
{
	class = class_create("test");
	return PTR_ERR_OR_ZERO(class);
}

static void __exit test_exit(void)
{
	class_destroy(class);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Proprietary");
