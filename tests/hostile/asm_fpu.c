// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0|1 oops
/* All floating-point exceptions are unmasked, and a division by zero is made. */
#include <linux/module.h>

static void attack(void)
{
	unsigned int mxcsr = 0;

	asm volatile("ldmxcsr %0; xorps %%xmm0, %%xmm0; divss %%xmm0, %%xmm0" : : "m"(mxcsr) : "xmm0");
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
