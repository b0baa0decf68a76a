// SPDX-License-Identifier: MIT OR Apache-2.0
/* A message of level warning is no warning. */
#include <linux/module.h>
#include <linux/printk.h>

static void attempt(void)
{
	pr_warn("mind the gap\n");
	pr_err("and the step\n");
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
