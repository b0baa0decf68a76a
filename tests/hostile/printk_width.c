// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* Widths and precisions beyond all measure. */
#include <linux/module.h>

static void attack(void)
{
	pr_info("%2000000000d\n", 1);
	pr_info("%*d\n", INT_MIN, 1);
	pr_info("%.*d\n", INT_MAX, 1);
	pr_info("%.*s\n", -1, "text");
	pr_info("%99999999999999999999d\n", 1);
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
