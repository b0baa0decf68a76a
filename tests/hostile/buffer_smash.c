// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops|out-of-bounds|stack-overflow
/* A string that is too long for its buffer overwrites what lies above on the stack. */
#include <linux/module.h>

static char text[257];

static noinline void smash(void)
{
	char buffer[16];

	strcpy(buffer, text);
	pr_info("%s\n", buffer);
}

static void attack(void)
{
	memset(text, 'A', 256);
	smash();
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
