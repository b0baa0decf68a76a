// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* A field of a NULL pointer is read. */
#include <linux/module.h>

struct device {
	int pad[16];
	int value;
};

static struct device *device;

static void attack(void)
{
	pr_info("%d\n", device->value);
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
