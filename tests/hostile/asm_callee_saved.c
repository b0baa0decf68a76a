// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0|1 oops
/* All registers that a function must keep are overwritten. */
#include <linux/module.h>

static void attack(void)
{
	asm volatile("movq $0x41, %%rbx; movq $0x42, %%r12; movq $0x43, %%r13; movq $0x44, %%r14; movq $0x45, %%r15" ::: "memory");
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
