// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 stack-overflow
/* A function that accesses nothing and calls nobody else calls itself without end. */
#include <linux/module.h>

static noinline void down(void)
{
	down();
	barrier();
}

static void attack(void)
{
	down();
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
