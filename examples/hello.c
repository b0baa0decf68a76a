// SPDX-License-Identifier: MIT OR Apache-2.0
/* A module that says hello, with parameters. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

static char *who = "world";
static int times = 1;

module_param(who, charp, 0444);
MODULE_PARM_DESC(who, "whom to greet");
module_param(times, int, 0444);
MODULE_PARM_DESC(times, "how often");

static int __init hello_init(void)
{
	int i;

	for (i = 0; i < times; i++)
		pr_info("hello: Hello, %s!\n", who);
	return 0;
}

static void __exit hello_exit(void)
{
	pr_info("hello: Goodbye, %s.\n", who);
}

module_init(hello_init);
module_exit(hello_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Says hello");
