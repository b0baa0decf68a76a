// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 soft-lockup|oops
/* The process sleeps for ever, in a call that it may make. */
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
	raw(7, 0, 0, -1, 0);
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
