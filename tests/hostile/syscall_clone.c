// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* A thread is made that shares all memory. */
#include <linux/module.h>

static long raw(long number, long a, long b, long c, long d)
{
	long result;
	register long r10 asm("r10") = d;
	register long r8 asm("r8") = -1;
	register long r9 asm("r9") = 0;

	asm volatile("syscall"
		     : "=a"(result)
		     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
		     : "rcx", "r11", "memory");
	return result;
}

static void attack(void)
{
	raw(56, 0x100 | 0x200 | 0x400 | 0x800 | 0x10000, (long)__builtin_alloca(4096) + 4000, 0, 0);
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
