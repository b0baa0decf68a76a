// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
// check: --executions 3
/* A loop of a hundred million turns that does end. */
#include <linux/module.h>

static void attack(void)
{
	register unsigned long n asm("rbx") = 100000000;

	asm volatile("1: decq %0; jnz 1b" : "+r"(n));
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
