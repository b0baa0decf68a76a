// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* Conversions that do not exist, and a format that ends in the middle of one. */
#include <linux/module.h>

static const char *volatile formats[] = { "%q %! %\n", "%", "%ll", "%-+ #0", "%hhhhd\n", "%p%px%pS\n", "%*", "\x01", "\x01""9x", "" };

static void attack(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(formats); i++)
		printk(formats[i], 0x123456789abc, 2, 3);
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
