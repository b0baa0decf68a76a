// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* A function is left in the middle for the one that called its caller, as longjmp() does. */
#include <linux/module.h>

static long saved[3];

static noinline void inner(void)
{
	asm volatile("movq %0, %%rsp; movq %1, %%rbp; jmp *%2"
		     : : "r"(saved[0]), "r"(saved[1]), "r"(saved[2]) : "memory");
}

static void attack(void)
{
	asm volatile("movq %%rsp, 0(%0); movq %%rbp, 8(%0); leaq 1f(%%rip), %%rax; movq %%rax, 16(%0)"
		     : : "r"(saved) : "rax", "memory");
	inner();
	asm volatile("1:" ::: "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory");
	pr_info("back\n");
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
