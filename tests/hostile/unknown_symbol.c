// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 3
/* A function that nobody has. */
#include <linux/module.h>

extern void lockstep_does_not_have_this(void);

static void attack(void)
{
	lockstep_does_not_have_this();
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
