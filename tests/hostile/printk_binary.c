// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* Bytes that no terminal should be given. */
#include <linux/module.h>

static void attack(void)
{
	char text[256];
	int i;

	for (i = 0; i < 255; i++)
		text[i] = i + 1;
	text[255] = 0;
	pr_info("%s\n", text);
	pr_info("\033[2J\033]0;title\007\n");
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
