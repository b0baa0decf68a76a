// SPDX-License-Identifier: MIT OR Apache-2.0
/* An error pointer passes a check for NULL. */
#include <linux/err.h>
#include <linux/module.h>

struct device {
	int value;
};

static struct device *find(int number)
{
	return number ? ERR_PTR(-ENODEV) : NULL;
}

static void attempt(void)
{
	struct device *device = find(1);

	if (device)
		pr_info("%d\n", device->value); //~ ERROR oops
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
