// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0|1 warn
/* %n, which Linux refuses. */
#include <linux/module.h>

static int n;

static void attack(void)
{
	const char *volatile format = "%d%n%d\n";

	printk(format, 1, &n, 2);
	if (n)
		pr_err("written\n");
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
