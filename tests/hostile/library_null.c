// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* memset() is given NULL. */
#include <linux/module.h>

static char *buffer;

static void attack(void)
{
	memset(buffer, 0, 64);
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
